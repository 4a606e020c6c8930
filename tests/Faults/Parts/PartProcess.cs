using System.Collections.Concurrent;
using Ledger.LocalStack;
using Ledger.LocalStack.Processes;

namespace Ledger.Faults.Parts;

/// <summary>
/// A worker or a gateway with what runs any service in production: a supervisor that starts it again when it has ended.
/// An end that this run did not cause is remembered: it would have needed that supervisor.
/// </summary>
sealed class PartProcess(
    string name, string role, Uri url, StackFolder folder, IReadOnlyDictionary<string, string> environment) : IAsyncDisposable
{
    static readonly TimeSpan RestartAfter = TimeSpan.FromSeconds(1);
    static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);
    static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(15);
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    readonly CancellationTokenSource _stop = new();
    readonly ConcurrentQueue<string> _ends = new();
    RunningProcess _process = null!;
    volatile bool _killed;
    int _starts;
    Task _watching = Task.CompletedTask;

    /// <summary>Its name, such as <c>worker-1</c>.</summary>
    public string Name => name;

    /// <summary>Where it listens.</summary>
    public Uri Url => url;

    /// <summary>Each time it ended by itself, with the last it said, or could not be started again.</summary>
    public IReadOnlyCollection<string> Ends => _ends;

    /// <summary>Starts it, waits until it is ready, and keeps it running from then on.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        Launch();
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(ReadyWithin);
        while (!await IsReadyAsync(http, limit.Token))
        {
            if (limit.IsCancellationRequested || !_process.IsAlive)
            {
                throw new StackStartException($"{name} did not become ready: see {LogFile}.");
            }

            await Task.Delay(Poll, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _watching = Task.Run(WatchAsync, CancellationToken.None);
    }

    /// <summary><c>kill -9</c>; the supervisor starts it again after a second.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        _killed = true;
        await _process.KillAsync(ct);
    }

    /// <summary>Lets it end in order (<c>SIGTERM</c>), as if by itself; returns when that has been noticed.</summary>
    public async Task EndAsync(CancellationToken ct)
    {
        await _process.StopAsync(StopSignal.Terminate, StopGrace, ct);
        await Task.Delay(RestartAfter, ct);
    }

    /// <summary><c>SIGSTOP</c>.</summary>
    public void Suspend() => _process.Suspend();

    /// <summary><c>SIGCONT</c>.</summary>
    public void Resume() => _process.Resume();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_process is not null)
        {
            await _process.StopAsync(StopSignal.Terminate, StopGrace, CancellationToken.None);
        }

        _stop.Dispose();
    }

    string LogFile => folder.LogOf($"{name}.{_starts}");

    void Launch()
    {
        _starts++;
        _process = DetachedProcess.Start(new ProcessLaunch
        {
            Program = DotnetHost.Program,
            Arguments = [folder.ProgramOf("Faults"), role],
            LogFile = LogFile,
            Environment = environment,
            DroppedPrefixes = ["LEDGER_"],
        });
        PidFile.Write(folder.PidFileOf(name), _process);
    }

    async Task WatchAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (!_process.IsAlive)
            {
                if (!_killed)
                {
                    _ends.Enqueue($"{name} ended by itself; it said last: {string.Join(" | ", LogTail.Read(LogFile, 3))}");
                }

                await Task.Delay(RestartAfter, _stop.Token);
                _killed = false;
                try
                {
                    Launch();
                }
                catch (Exception failure)
                {
                    _ends.Enqueue($"{name} could not be started again: {failure.Message}");
                    return;
                }
            }

            await Task.Delay(Poll, _stop.Token);
        }
    }

    async Task<bool> IsReadyAsync(HttpClient http, CancellationToken ct)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(url, "/health/ready"), ct);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception away) when (away is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
