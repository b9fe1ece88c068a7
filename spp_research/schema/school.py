"""`schools/<short name>/evidence.xlsx`: the school's workbook, from self-review to sign-off."""

from .cycle_sheets import CARRIED_OVER
from .fields import Workbook
from .impact_sheets import ACTIONS, OUTCOMES, REFLECTION
from .material_sheets import MATERIALS
from .people_sheets import ETHICS, PAIRED_OBSERVATIONS, SUPPORT
from .photo_sheets import PHOTOS
from .practice_sheets import PRACTICE, SIGN_OFF
from .review_sheets import EVIDENCE, FINDINGS, SELF_REVIEW
from .review_sheets import SCHOOL as THE_SCHOOL
from .series_sheets import CHECK_INS, SERIES, SERIES_POINTS
from .study_sheets import IMPLEMENTATION, REGISTER, SURVEY_MAP
from .trial_sheets import FIXED_PLANS, LOTS

SCHOOL = Workbook(
    name="school_evidence",
    title="School evidence workbook",
    purpose="Everything a school writes down in one review cycle, from self-review to sign-off.",
    filled_in_by="The improvement champion or the school's lead for the review",
    minutes=90,
    what_happens="It stays with the school. Reports are made from it; the school decides who sees "
    "each one by signing it off.",
    sheets=(
        THE_SCHOOL,
        SELF_REVIEW,
        EVIDENCE,
        PAIRED_OBSERVATIONS,
        FINDINGS,
        REGISTER,
        SUPPORT,
        ACTIONS,
        IMPLEMENTATION,
        CHECK_INS,
        OUTCOMES,
        SERIES,
        SERIES_POINTS,
        LOTS,
        FIXED_PLANS,
        SURVEY_MAP,
        CARRIED_OVER,
        REFLECTION,
        PRACTICE,
        PHOTOS,
        MATERIALS,
        ETHICS,
        SIGN_OFF,
    ),
)
