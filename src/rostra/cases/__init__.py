"""Complaints and incidents, judged case by case: intake, triage, evidence, findings, disposition, appeal."""
