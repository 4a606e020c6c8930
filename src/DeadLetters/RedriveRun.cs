using Ledger.MessageBus;
using Ledger.MessageBus.Publishing;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Ledger.DeadLetters;

/// <summary>One redrive of one queue: up to a window of messages under way at once.</summary>
sealed class RedriveRun : IAsyncDisposable
{
    const ushort Window = 100;
    const int IdsKept = 1_000;
    static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(1);

    readonly ParkedScan _scan;
    readonly ConfirmedPublisher _publisher;
    readonly ParkingQueue _queue;
    readonly RedriveSelection _selection;
    readonly TimeProvider _time;
    readonly List<string> _ids = [];
    long _redriven;

    RedriveRun(
        ParkedScan scan, ConfirmedPublisher publisher, ParkingQueue queue, RedriveSelection selection,
        TimeProvider time)
    {
        _scan = scan;
        _publisher = publisher;
        _queue = queue;
        _selection = selection;
        _time = time;
    }

    public static async Task<RedriveRun> OpenAsync(
        IConnection connection, ConfirmedPublisher publisher, ParkingQueue queue, RedriveSelection selection,
        TimeProvider time, CancellationToken ct)
    {
        // To find single messages the others are held aside until the end, however many they are.
        var inHandMax = selection.MessageIds is null ? Window : (ushort)0;
        return new RedriveRun(
            await ParkedScan.OpenAsync(connection, queue.Name, _ => inHandMax, keepBodies: true, ct),
            publisher, queue, selection, time);
    }

    public async Task<RedriveOutcome> RunAsync(IProgress<RedriveProgress> progress, CancellationToken ct)
    {
        var underWay = new List<Task>(Window);
        long read = 0, taken = 0;
        string? failure = null;
        var reported = _time.GetTimestamp();
        try
        {
            await foreach (var message in _scan.ReadAsync(long.MaxValue, ct))
            {
                read++;
                if (_selection.Takes(message.Properties.MessageId))
                {
                    underWay.Add(MoveAsync(message, ct));
                    taken++;
                }

                await RemoveEndedAsync(underWay, waitForOne: underWay.Count >= Window);
                if (_time.GetElapsedTime(reported) > ReportEvery)
                {
                    reported = _time.GetTimestamp();
                    progress.Report(Progress(read));
                }

                if (taken >= _selection.Limit)
                {
                    break;
                }
            }

            await Task.WhenAll(underWay);
        }
        catch (Exception stopped) when (stopped
            is PublishFailedException or IOException or OperationInterruptedException)
        {
            failure = stopped.Message;
            await Task.WhenAll(underWay).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        progress.Report(Progress(read));
        return new RedriveOutcome(_queue.Origin.Name, _queue.Skipped, _redriven, _ids, failure);
    }

    public ValueTask DisposeAsync() => _scan.DisposeAsync();

    RedriveProgress Progress(long read) =>
        new(_queue.Origin.Name, read, _scan.Count, Interlocked.Read(ref _redriven));

    async Task MoveAsync(ParkedMessage message, CancellationToken ct)
    {
        var properties = FaultHeaders.Original(message.Properties);
        var before = DeadLetter.Number(message.Properties.Headers, FaultHeaders.RedriveCount) ?? 0;
        properties.Headers![FaultHeaders.RedrivenAt] = _time.GetUtcNow().UtcDateTime.ToString("O");
        properties.Headers[FaultHeaders.RedriveCount] = before + 1;
        await _publisher.PublishAsync(OutgoingMessage.ToQueue(_queue.Origin.Name, properties, message.Body), ct);
        // Confirmed, so it counts: from here on the copy in the parking queue is the surplus one, also when we are
        // asked to stop, or when the channel is gone and the copy stays.
        if (Interlocked.Increment(ref _redriven) <= IdsKept)
        {
            lock (_ids)
            {
                _ids.Add(message.Properties.MessageId ?? "");
            }
        }

        await _scan.AcknowledgeAsync(message, CancellationToken.None);
    }

    static async Task RemoveEndedAsync(List<Task> underWay, bool waitForOne)
    {
        if (waitForOne)
        {
            await Task.WhenAny(underWay);
        }

        for (var i = underWay.Count - 1; i >= 0; i--)
        {
            if (underWay[i].IsCompleted)
            {
                var ended = underWay[i];
                underWay.RemoveAt(i);
                await ended;
            }
        }
    }
}
