"""The packed sentence reader: a small multilingual network that has learnt the codes from the exemplars."""

from ci_text.encoder.model import Encoder, Read, load_encoder

__all__ = ["Encoder", "Read", "load_encoder"]
