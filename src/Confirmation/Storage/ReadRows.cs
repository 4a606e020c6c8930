using System.Text.Json;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;
using Npgsql;

namespace Ledger.Confirmation.Storage;

/// <summary>Rows as <see cref="ReadSql.Claim"/> returns them.</summary>
static class ReadRows
{
    internal static GivenReport Given(NpgsqlDataReader row, string provider, string endpoint)
    {
        var report = new PaymentReport
        {
            ReportId = row.GetGuid(0),
            Provider = provider,
            Endpoint = endpoint,
            Account = row.GetString(1),
            ProviderEventId = row.GetString(2),
            ProviderEventType = row.GetString(3),
            DeliveryId = row.GetGuid(4),
            ReceivedAt = At(row, 5),
            Events = Facts(row, 6),
        };
        return new GivenReport(report, row.GetString(7), row.GetInt32(8), row.GetInt32(9), row.GetBoolean(10), Decided(row));
    }

    static DecidedRead? Decided(NpgsqlDataReader row) => row.GetString(7) != ReadState.Decided
        ? null
        : new DecidedRead(
            new ReadDecision(row.GetString(11), Facts(row, 12), Text(row, 13)),
            row.IsDBNull(14)
                ? null
                : new ObjectRead(
                    row.GetGuid(14), row.GetString(15), row.GetString(16), At(row, 17), Text(row, 18),
                    row.IsDBNull(19) ? [] : row.GetFieldValue<byte[]>(19)));

    static DateTimeOffset At(NpgsqlDataReader row, int column) => new(row.GetDateTime(column), TimeSpan.Zero);

    static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    static PaymentEvent[] Facts(NpgsqlDataReader row, int column) =>
        JsonSerializer.Deserialize(row.GetString(column), ReadJson.Default.PaymentEventArray) ?? [];
}
