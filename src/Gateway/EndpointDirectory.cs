using System.Security.Cryptography;

namespace Ledger.Gateway;

/// <summary>
/// Holds the endpoints in force and takes up changes of the secrets file while running, so that a secret is rotated
/// without a restart. A file that cannot be used changes nothing.
/// </summary>
sealed class EndpointDirectory : BackgroundService
{
    readonly GatewayOptions _options;
    readonly TimeProvider _time;
    readonly ILogger<EndpointDirectory> _log;
    volatile WebhookEndpoints _current;
    byte[] _seen;

    /// <summary>Reads the file for the first time.</summary>
    /// <exception cref="SettingsRefusedException">The file cannot be used.</exception>
    public EndpointDirectory(GatewayOptions options, TimeProvider time, ILogger<EndpointDirectory> log)
    {
        (_options, _time, _log) = (options, time, log);
        _seen = Fingerprint();
        var reading = SecretsFile.Read(options.SecretsFile, options.Providers);
        _current = reading.Endpoints ?? throw new SettingsRefusedException(reading.Errors);
    }

    /// <summary>The endpoints in force.</summary>
    public WebhookEndpoints Current => _current;

    /// <summary>Reads the file again if it has changed since it was last looked at.</summary>
    public void Refresh()
    {
        var fingerprint = Fingerprint();
        if (fingerprint.AsSpan().SequenceEqual(_seen))
        {
            return;
        }

        _seen = fingerprint;
        var reading = SecretsFile.Read(_options.SecretsFile, _options.Providers);
        if (reading.Endpoints is not { } endpoints)
        {
            _log.SecretsFileRefused(string.Join(" ", reading.Errors));
            return;
        }

        _current = endpoints;
        _log.SecretsFileTakenUp(endpoints.All.Count, endpoints.All.Sum(e => e.Settings.Secrets.Count));
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_options.SecretsPoll, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Refresh();
        }
    }

    byte[] Fingerprint()
    {
        try
        {
            return SHA256.HashData(File.ReadAllBytes(_options.SecretsFile));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
