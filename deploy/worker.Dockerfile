# Build from the top folder: docker build -f deploy/worker.Dockerfile -t ledger-worker .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/Worker/Worker.csproj --configuration Release --output /program -p:UseAppHost=false

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# For the health check.
RUN apt-get update && apt-get install --yes --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
WORKDIR /program
COPY --from=build /program .
USER $APP_UID
EXPOSE 8081
ENTRYPOINT ["dotnet", "Ledger.Worker.dll"]
