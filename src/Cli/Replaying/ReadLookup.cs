using System.Text.Json;
using Ledger.Confirmation.Storage;
using Ledger.PaymentEvents;
using Npgsql;

namespace Ledger.Cli.Replaying;

/// <summary>
/// Asks the confirmation what became of messages. Of one that it released the journal has what the provider's object stated, which may be
/// other than the message, and rightly so.
/// </summary>
/// <param name="confirmation">Connections to the confirmation's server; null where nothing is confirmed.</param>
sealed class ReadLookup(NpgsqlDataSource? confirmation)
{
    const string There = "select to_regclass('confirmation.provider_read') is not null";

    const string Known =
        """
        select report_id, state, outcome, reported::text, case state when 'released' then facts::text else '[]' end
        from confirmation.provider_read where provider_event_id = any ($1)
        """;

    bool? _isThere;

    /// <summary>The reports of the provider's events, by their ids.</summary>
    public async Task<IReadOnlyDictionary<Guid, KnownRead>> FindAsync(IEnumerable<string> events, CancellationToken ct)
    {
        var found = new Dictionary<Guid, KnownRead>();
        if (confirmation is null || !(_isThere ??= await IsThereAsync(confirmation, ct)))
        {
            return found;
        }

        await using var command = confirmation.CreateCommand(Known);
        command.CommandTimeout = 0;
        command.Parameters.Add(new NpgsqlParameter { Value = events.Distinct().ToArray() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            found[reader.GetGuid(0)] = new KnownRead(
                reader.GetString(1), await reader.IsDBNullAsync(2, ct) ? null : reader.GetString(2), Facts(reader, 3), Facts(reader, 4));
        }

        return found;
    }

    static PaymentEvent[] Facts(NpgsqlDataReader row, int column) =>
        JsonSerializer.Deserialize(row.GetString(column), ReadJson.Default.PaymentEventArray) ?? [];

    static async Task<bool> IsThereAsync(NpgsqlDataSource confirmation, CancellationToken ct)
    {
        await using var command = confirmation.CreateCommand(There);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }
}
