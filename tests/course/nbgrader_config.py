from autograder.plugins import install

c = get_config()
install(c, language="zh")
