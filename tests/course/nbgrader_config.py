from autograder.plugins import install

c = get_config()  # noqa: F821  (nbgrader defines it)
install(c, language="zh")
