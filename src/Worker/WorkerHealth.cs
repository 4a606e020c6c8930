using System.Data.Common;
using Ledger.MessageBus;
using Npgsql;

namespace Ledger.Worker;

/// <summary>Whether the worker can do its work now: the broker delivers to it, and its databases answer.</summary>
public sealed class WorkerHealth(BusReady bus, WorkerOptions options, Databases databases)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Throws while a database does not answer.</summary>
    public static async Task AnswerAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var command = source.CreateCommand("select 1");
        command.CommandTimeout = (int)Patience.TotalSeconds;
        await command.ExecuteScalarAsync(ct);
    }

    /// <summary>What is missing, one sentence each; empty when the worker is ready.</summary>
    public async Task<IReadOnlyList<string>> MissingAsync(CancellationToken ct)
    {
        var missing = new List<string>(bus.Now.Missing);
        foreach (var queue in options.Queues.Where(options.Runs))
        {
            if (await WhyNotAsync(databases.Of(queue), ct) is { } reason)
            {
                missing.Add($"the database of {queue.Name} does not answer: {reason}");
            }
        }

        return missing;
    }

    static async Task<string?> WhyNotAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            await AnswerAsync(source, limit.Token);
            return null;
        }
        catch (DbException away)
        {
            return away.Message;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"no answer within {Patience.TotalSeconds} s";
        }
    }
}
