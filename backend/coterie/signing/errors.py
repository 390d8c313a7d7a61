"""What is refused here.

Unauthenticated
└── SignatureInvalid  401
"""

from coterie.config.errors import Unauthenticated


class SignatureInvalid(Unauthenticated):
    code = "signature-invalid"
    detail = "The signature of this service call is not valid."
    challenge = "Coterie-Signature"
