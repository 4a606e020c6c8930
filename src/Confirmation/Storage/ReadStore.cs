using System.Text.Json;
using Ledger.MessageBus;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.Confirmation.Storage;

/// <summary>The table of reads.</summary>
/// <param name="source">Where it lies.</param>
/// <param name="schema">Its schema.</param>
public sealed class ReadStore(NpgsqlDataSource source, string schema)
{
    readonly ReadSql _sql = new(schema);

    /// <summary>Takes a report up, once, however often it comes.</summary>
    /// <exception cref="GivenUpException">Its deadline has passed: it belongs to the dead letters.</exception>
    internal async Task TakeAsync(PaymentReport report, int deadlineMinutes, CancellationToken ct)
    {
        await using var command = source.CreateCommand(_sql.Take);
        var parameters = command.Parameters;
        parameters.AddWithValue(report.ReportId);
        parameters.AddWithValue(report.Provider);
        parameters.AddWithValue(report.Endpoint);
        parameters.AddWithValue(report.Account);
        parameters.AddWithValue(report.ProviderEventId);
        parameters.AddWithValue(report.ProviderEventType);
        parameters.AddWithValue(report.DeliveryId);
        parameters.AddWithValue(report.ReceivedAt.UtcDateTime);
        parameters.Add(Facts(report.Events));
        parameters.AddWithValue(deadlineMinutes);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        if (reader.GetString(0) == ReadState.Failed)
        {
            var found = await reader.IsDBNullAsync(1, ct) ? "nothing was read" : reader.GetString(1);
            throw new GivenUpException(
                $"FETCH_FAILED: {report.ProviderEventType} {report.ProviderEventId} of {report.Provider} could not be read from the "
                + $"provider's API before its deadline. Last: {found}");
        }
    }

    /// <summary>Endpoints that have something to do now.</summary>
    internal async Task<IReadOnlyList<(string Provider, string Endpoint)>> DueAsync(CancellationToken ct)
    {
        await using var command = source.CreateCommand(_sql.Due);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var due = new List<(string, string)>();
        while (await reader.ReadAsync(ct))
        {
            due.Add((reader.GetString(0), reader.GetString(1)));
        }

        return due;
    }

    /// <summary>Takes what is due at an endpoint in hand, up to a number; nobody else does until the claim runs out.</summary>
    internal async Task<IReadOnlyList<GivenReport>> ClaimAsync(
        string provider, string endpoint, int limit, TimeSpan claim, CancellationToken ct)
    {
        await using var command = source.CreateCommand(_sql.Claim);
        command.Parameters.AddWithValue(provider);
        command.Parameters.AddWithValue(endpoint);
        command.Parameters.AddWithValue(limit);
        command.Parameters.AddWithValue(claim.TotalSeconds);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var claimed = new List<GivenReport>();
        while (await reader.ReadAsync(ct))
        {
            claimed.Add(ReadRows.Given(reader, provider, endpoint));
        }

        return claimed;
    }

    /// <summary>Reads it again later.</summary>
    internal Task LaterAsync(Guid reportId, TimeSpan wait, string problem, bool isDenial, CancellationToken ct) =>
        ExecuteAsync(_sql.Later, ct, reportId, wait.TotalSeconds, problem, isDenial ? 1 : 0);

    /// <summary>Settles what goes out; false when another worker, or a person, has settled it meanwhile.</summary>
    internal async Task<bool> DecideAsync(Guid reportId, DecidedRead decided, CancellationToken ct)
    {
        await using var command = source.CreateCommand(_sql.Decide);
        var parameters = command.Parameters;
        parameters.AddWithValue(reportId);
        parameters.AddWithValue(decided.Decision.Outcome);
        parameters.Add(Facts(decided.Decision.Facts));
        parameters.Add(new NpgsqlParameter { Value = (object?)decided.Decision.Detail ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        parameters.Add(new NpgsqlParameter { Value = (object?)decided.Read?.ReadId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        parameters.Add(new NpgsqlParameter { Value = (object?)decided.Read?.Address ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        parameters.Add(new NpgsqlParameter { Value = (object?)decided.Read?.Sha256 ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        parameters.Add(new NpgsqlParameter
        {
            Value = (object?)decided.Read?.ReadAt.UtcDateTime ?? DBNull.Value,
            NpgsqlDbType = NpgsqlDbType.TimestampTz,
        });
        parameters.Add(new NpgsqlParameter { Value = (object?)decided.Read?.State ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        parameters.Add(new NpgsqlParameter { Value = (object?)decided.Read?.Body ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea });
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>All of it is out.</summary>
    internal Task FinishAsync(Guid reportId, string state, CancellationToken ct) => ExecuteAsync(_sql.Finish, ct, reportId, state);

    /// <summary>The report of a passed deadline was published once more, to be given up by its consumer.</summary>
    internal Task SentBackAsync(Guid reportId, CancellationToken ct) => ExecuteAsync(_sql.SentBack, ct, reportId);

    async Task ExecuteAsync(string sql, CancellationToken ct, params object[] values)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }

        await command.ExecuteNonQueryAsync(ct);
    }

    static NpgsqlParameter Facts(IReadOnlyList<PaymentEvent> facts) => new()
    {
        Value = JsonSerializer.SerializeToUtf8Bytes([.. facts], ReadJson.Default.PaymentEventArray),
        NpgsqlDbType = NpgsqlDbType.Jsonb,
    };
}
