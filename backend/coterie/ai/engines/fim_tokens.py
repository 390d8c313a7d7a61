"""The tokens by which families of code models mark what stands before and behind a cursor."""

from dataclasses import dataclass

from coterie.ai.engines.base import SuggestRequest


@dataclass(frozen=True, kw_only=True)
class FimTokens:
    """One family's; `order` is how the model was trained to read the two parts."""

    prefix: str
    suffix: str
    middle: str = ""
    suffix_first: bool = False
    file: str = ""
    """Stands before each file's path, where the family knows several; else only one is sent."""
    stop: tuple[str, ...] = ()
    """Ends the answer, should the server not know it itself; four at most, as OpenAI takes."""

    def prompt(self, request: SuggestRequest) -> str:
        """The room's text holds none of the tokens any more, so it cannot end its own part."""
        prefix, suffix = self._plain(request.prefix), self._plain(request.suffix)
        before, behind = self.prefix + prefix, self.suffix + suffix
        asked = behind + before if self.suffix_first else before + behind
        return self._files(request) + asked + self.middle

    def _files(self, request: SuggestRequest) -> str:
        if not self.file:
            return ""
        others = [
            f"{self.file}{self._plain(path)}\n{self._plain(text)}\n"
            for path, text in request.context
        ]
        return "".join((*others, f"{self.file}{self._plain(request.path)}\n"))

    def _plain(self, text: str) -> str:
        for token in map(str.strip, (self.prefix, self.suffix, self.middle, self.file, *self.stop)):
            if token:
                # One blank is enough for the server to read it as plain text.
                text = text.replace(token, f"{token[0]} {token[1:]}")
        return text


_QWEN = FimTokens(
    prefix="<|fim_prefix|>",
    suffix="<|fim_suffix|>",
    middle="<|fim_middle|>",
    file="<|file_sep|>",
    stop=("<|endoftext|>", "<|fim_pad|>", "<|file_sep|>", "<|im_end|>"),
)
_CODE_LLAMA = FimTokens(prefix="<PRE> ", suffix=" <SUF>", middle=" <MID>", stop=("<EOT>",))
_DEEPSEEK = FimTokens(
    prefix="<｜fim▁begin｜>",
    suffix="<｜fim▁hole｜>",
    middle="<｜fim▁end｜>",
    stop=("<｜end▁of▁sentence｜>",),
)
_STARCODER = FimTokens(
    prefix="<fim_prefix>",
    suffix="<fim_suffix>",
    middle="<fim_middle>",
    file="<file_sep>",
    stop=("<|endoftext|>", "<file_sep>"),
)
_CODESTRAL = FimTokens(prefix="[PREFIX]", suffix="[SUFFIX]", suffix_first=True, stop=("</s>",))
_CODE_GEMMA = FimTokens(
    prefix="<|fim_prefix|>",
    suffix="<|fim_suffix|>",
    middle="<|fim_middle|>",
    file="<|file_separator|>",
    stop=("<|file_separator|>", "<end_of_turn>"),
)

FIM_FAMILIES = {
    "qwen": _QWEN,
    "codellama": _CODE_LLAMA,
    "deepseek": _DEEPSEEK,
    "starcoder": _STARCODER,
    "codestral": _CODESTRAL,
    "codegemma": _CODE_GEMMA,
}


def fim_tokens_of(model: str) -> FimTokens | None:
    """By the family's name inside the model's, such as `Qwen/Qwen2.5-Coder-7B`."""
    plain = model.lower().replace("-", "").replace("_", "")
    return next((tokens for family, tokens in FIM_FAMILIES.items() if family in plain), None)
