# One image for web, worker and beat; docker-compose.yml says which command each runs.
FROM python:3.11-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PYTHONPATH=/srv/duban \
    DJANGO_SETTINGS_MODULE=config.settings.production

COPY requirements.txt /srv/duban/
# The number of the account is fixed: files in volumes belong to it, whichever image was built when.
RUN pip install --no-cache-dir --require-hashes -r /srv/duban/requirements.txt \
    && groupadd --gid 10001 duban \
    && useradd --uid 10001 --gid duban --create-home --home-dir /var/lib/duban --shell /usr/sbin/nologin duban \
    && install --directory --owner duban --group duban --mode 0700 /var/lib/duban/evidence

COPY . /srv/duban
RUN SECRET_KEY=only-for-this-step ALLOWED_HOSTS=localhost django-admin collectstatic --noinput

# The code belongs to root; what the processes write lands here.
USER duban
WORKDIR /var/lib/duban
CMD ["gunicorn", "--config", "python:config.gunicorn", "config.wsgi"]
