"""nbgrader's settings for this course; see https://nbgrader.readthedocs.io for all there are."""

from autograder.plugins import install

# The edition that `nbgrader generate_assignment` releases: "zh" or "en". `autograder build` makes both.
LANGUAGE = "zh"

c = get_config()  # noqa: F821 (nbgrader brings it)
install(c, language=LANGUAGE)
