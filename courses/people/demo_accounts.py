"""The invented people whom a visitor of the demo may be, by one click. They exist only where settings.DEMO is true."""

from __future__ import annotations

from typing import Final

# role → (email, password). The passwords are public: no production site ever makes these accounts.
DEMO_ACCOUNTS: Final[dict[str, tuple[str, str]]] = {
    "clinician": ("clinician@demo.example", "open-the-demo-1"),
    "manager": ("manager@demo.example", "open-the-demo-2"),
    "educator": ("educator@demo.example", "open-the-demo-3"),
    "reviewer": ("reviewer@demo.example", "open-the-demo-4"),
}
