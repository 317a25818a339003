"""Runs Bering jobs from Airflow."""

__version__ = "0.1.0"


def provider_info():
    """What Airflow shows of this package."""
    return {
        "package-name": "bering-airflow",
        "name": "Bering",
        "description": "Runs Bering jobs.",
        "versions": [__version__],
        "extra-links": [
            "bering_provider.operators.job.BeringRunLink",
            "bering_provider.operators.job.BeringSparkLink",
        ],
    }
