"""The entry that the web server calls."""

from django.core.wsgi import get_wsgi_application

from gongqiao.site.environment import name_the_settings

name_the_settings()
application = get_wsgi_application()
