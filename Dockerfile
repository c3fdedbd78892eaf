FROM python:3.11-slim AS build
WORKDIR /src
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY app app
COPY kiosk kiosk
COPY signage signage
COPY migrations migrations
RUN /venv/bin/pip install --no-cache-dir --no-deps .

FROM python:3.11-slim
RUN mkdir /data && chown 10001 /data
COPY --from=build /venv /venv
USER 10001
WORKDIR /data
VOLUME /data
ENV MADOGUCHI_HOST=0.0.0.0 MADOGUCHI_DATABASE=sqlite:////data/madoguchi.db PYTHONUNBUFFERED=1
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
    CMD ["/venv/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/api/v1/health', timeout=2)"]
CMD ["/venv/bin/madoguchi", "serve"]
