# Build from the top folder: docker build -f deploy/cli.Dockerfile -t ledger-cli .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/Cli/Cli.csproj --configuration Release --output /program -p:UseAppHost=false

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /program
COPY --from=build /program .
USER $APP_UID
ENTRYPOINT ["dotnet", "Ledger.Cli.dll"]
