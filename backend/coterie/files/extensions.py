"""What files of a language end with, for a first file that nobody gave a name.

The editor's own list is frontend/src/editor/languages.ts; a test holds this one to it.
"""

EXTENSIONS = {
    "python": "py",
    "javascript": "js",
    "typescript": "ts",
    "java": "java",
    "c": "c",
    "cpp": "cpp",
    "csharp": "cs",
    "go": "go",
    "rust": "rs",
    "ruby": "rb",
    "php": "php",
    "sql": "sql",
    "shell": "sh",
    "html": "html",
    "css": "css",
    "json": "json",
    "yaml": "yaml",
    "markdown": "md",
    "plaintext": "txt",
}
UNKNOWN = "txt"


def file_name(language: str) -> str:
    """As the editor shows it."""
    return f"main.{EXTENSIONS.get(language, UNKNOWN)}"
