using Microsoft.Extensions.Logging;

namespace Ledger.ProviderAccess;

static partial class ProviderAccessLog
{
    [LoggerMessage(4020, LogLevel.Information, "Secrets file taken up: {Endpoints} endpoints, {Secrets} live secrets")]
    public static partial void SecretsFileTakenUp(this ILogger log, int endpoints, int secrets);

    [LoggerMessage(4021, LogLevel.Error, "Secrets file refused, the former one stays in force: {Errors}")]
    public static partial void SecretsFileRefused(this ILogger log, string errors);

    [LoggerMessage(4035, LogLevel.Information, "Certificates fetched from {Host}: {Count}")]
    public static partial void CertificateFetched(this ILogger log, string host, int count);

    [LoggerMessage(4036, LogLevel.Warning, "No certificate could be fetched from {Host}: {Failure}")]
    public static partial void CertificateNotFetched(this ILogger log, string host, string failure);
}
