from autograder.plugins import install

c = get_config()  # noqa: F821
install(c, language="zh")
