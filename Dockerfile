# Stage 1 builds what `dotnet publish` builds on any machine; stage 2 holds that, the runtime and liblz4.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish -c Release tools/LlmTrader.Tools.Cli -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
RUN apt-get update && apt-get install -y --no-install-recommends liblz4-1 && rm -rf /var/lib/apt/lists/*
COPY --from=build /app /app
# The root file system may be read-only: the runtime would put its diagnostics socket there.
ENV DOTNET_EnableDiagnostics=0
USER $APP_UID
ENTRYPOINT ["dotnet", "/app/llmtrader.dll"]
