"""How long one certificate takes."""

from __future__ import annotations

import statistics
import time
from datetime import date

from courses.certificates.pdf import CertificateFacts, render_certificate


def certificate_milliseconds(runs: int = 20) -> float:
    """Median milliseconds of CPU for one certificate with a kept compiler; each has another name and code."""
    spent = []
    for number in range(runs + 1):
        begin = time.process_time()
        render_certificate(facts(number))
        spent.append(1000 * (time.process_time() - begin))
    return statistics.median(spent[1:])


def facts(number: int) -> CertificateFacts:
    code = f"{number:026d}"
    return CertificateFacts(
        kind="record",
        holder=f"Dr Bench Person {number}",
        course="Deciding with AI",
        version="Version of 21 November 2026",
        release_number=1,
        release_hash="0" * 64,
        completed="21 November 2026",
        issued_on=date(2026, 11, 21),
        minutes=22,
        cpd_hours=0.25,
        region="uk",
        competencies=("Decide before looking at advice", "Change a decision for a reason in the patient"),
        valid_to="21 November 2028",
        reviewers=(),
        verification_code=code,
        verification_url=f"https://second-look.example/verify/{code}/",
        issuer="Second Look",
    )
