using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ledger.ProviderAccess;

/// <summary>
/// Holds the endpoints in force and takes up changes of the secrets file, and of files that it names, while running, so that a secret is
/// rotated without a restart. A file that cannot be used changes nothing.
/// </summary>
public sealed class EndpointDirectory : BackgroundService
{
    readonly SecretsSource _source;
    readonly TimeProvider _time;
    readonly ILogger<EndpointDirectory> _log;
    volatile WebhookEndpoints _current;
    WatchedFiles _files;

    /// <summary>Reads the file for the first time.</summary>
    /// <exception cref="SecretsRefusedException">The file cannot be used.</exception>
    public EndpointDirectory(SecretsSource source, TimeProvider time, ILogger<EndpointDirectory> log)
    {
        (_source, _time, _log) = (source, time, log);
        var reading = SecretsFile.Read(source.Path, source.Providers);
        _current = source.Complete(reading.Endpoints ?? throw new SecretsRefusedException(reading.Errors));
        _files = reading.Files;
    }

    /// <summary>The endpoints in force.</summary>
    public WebhookEndpoints Current => _current;

    /// <summary>Reads the file again if it, or a file that it names, has changed since it was last read.</summary>
    public void Refresh()
    {
        if (!_files.HaveChanged)
        {
            return;
        }

        var reading = SecretsFile.Read(_source.Path, _source.Providers);
        _files = reading.Files;
        if (reading.Endpoints is not { } endpoints)
        {
            _log.SecretsFileRefused(string.Join(" ", reading.Errors));
            return;
        }

        _current = _source.Complete(endpoints);
        _log.SecretsFileTakenUp(endpoints.All.Count, endpoints.All.Sum(e => e.Settings.Secrets.Count));
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_source.Poll, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Refresh();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop: without a word, also where the host was disposed of without being stopped.
        }
    }
}
