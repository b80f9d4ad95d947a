# The REST interface and the command line of ampnet; the database is compose.yaml's Neo4j.
FROM python:3.12-slim

RUN useradd --create-home --uid 10001 ampnet \
    && install --directory --owner ampnet --mode 700 /home/ampnet/data

WORKDIR /opt/ampnet
COPY pyproject.toml README.md LICENSE ampnet.py ./
COPY graph graph
COPY loaders loaders
COPY queries queries
COPY api api
RUN pip install --no-cache-dir --disable-pip-version-check .

USER ampnet
WORKDIR /home/ampnet
ENV AMPNET_HOME=/home/ampnet/data PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1

HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["python", "-c", \
    "from api.exposure import address_of; from graph.settings import Settings; import httpx; httpx.get(address_of(Settings()) + '/health', timeout=4, verify=False).raise_for_status()"]

CMD ["ampnet", "serve"]
