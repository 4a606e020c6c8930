using Ledger.ErpExport.Storage;
using Npgsql;

namespace Ledger.ErpExport.Delivery;

/// <summary>
/// The right to send for a target: one process at a time. It is renewed in the background; when it cannot be, <see cref="Lost"/> fires well
/// before another process may take it. Whoever takes it gets a higher fence, by which the steps of the one before are refused.
/// </summary>
public sealed class TargetLease : IAsyncDisposable
{
    /// <summary>How long it holds without being renewed: so long nobody sends after a crash.</summary>
    static readonly TimeSpan Holds = TimeSpan.FromSeconds(20);

    static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    readonly NpgsqlDataSource _source;
    readonly string _schema;
    readonly string _target;
    readonly Guid _owner;
    readonly TimeProvider _time;
    readonly CancellationTokenSource _lost;
    readonly CancellationTokenSource _stop = new();
    readonly Task _renewing;

    TargetLease(NpgsqlDataSource source, string schema, string target, Guid owner, long fence, long until, TimeProvider time,
        CancellationToken ct)
    {
        (_source, _schema, _target, _owner, _time, Fence) = (source, schema, target, owner, time, fence);
        _lost = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _renewing = RenewAsync(until);
    }

    /// <summary>Rises with every change of the sender.</summary>
    public long Fence { get; }

    /// <summary>Fires when the right is lost, or the process stops.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Takes the lease; null while another process has it.</summary>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    public static async Task<TargetLease?> TryTakeAsync(
        NpgsqlDataSource source, string schema, string target, Guid owner, TimeProvider time, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        return await TakeAsync(source, schema, target, owner, ct) is { } fence
            ? new TargetLease(source, schema, target, owner, fence, began, time, ct)
            : null;
    }

    /// <summary>Gives it back, so that another process may go on at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _lost.CancelAsync();
        try
        {
            await using var command = _source.CreateCommand(
                $"update {_schema}.target set lease_until = null where target = $1 and lease_owner = $2");
            command.Parameters.Add(ErpColumns.Text(_target));
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = _owner });
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // It runs out by itself.
        }

        _stop.Dispose();
        _lost.Dispose();
    }

    async Task RenewAsync(long renewedAt)
    {
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(RenewEvery, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var began = _time.GetTimestamp();
            try
            {
                if (!_stop.IsCancellationRequested && await TakeAsync(_source, _schema, _target, _owner, _stop.Token) == Fence)
                {
                    renewedAt = began;
                    continue;
                }
            }
            catch (Exception away) when (away is NpgsqlException or OperationCanceledException)
            {
                if (_time.GetElapsedTime(renewedAt) < Holds - Margin - RenewEvery)
                {
                    continue;
                }
            }

            await _lost.CancelAsync();
            return;
        }
    }

    static async Task<long?> TakeAsync(NpgsqlDataSource source, string schema, string target, Guid owner, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add($"insert into {schema}.target (target) values ($1) on conflict do nothing", ErpColumns.Text(target));
        batch.Add(
            $"""
            update {schema}.target set
                fence = fence + case when lease_owner is distinct from $2 then 1 else 0 end,
                lease_owner = $2, lease_until = clock_timestamp() + $3
            where target = $1 and (lease_owner = $2 or lease_until is null or lease_until < clock_timestamp())
            returning fence
            """,
            ErpColumns.Text(target), new NpgsqlParameter<Guid> { TypedValue = owner },
            new NpgsqlParameter<TimeSpan> { TypedValue = Holds });
        batch.Timeout = 5;
        return await batch.ExecuteScalarAsync(ct) as long?;
    }
}
