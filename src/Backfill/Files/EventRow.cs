using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ledger.PaymentEvents;

namespace Ledger.Backfill.Files;

/// <summary>Turns a row into the message that a gateway would have sent, member by member; nothing is guessed. Pure.</summary>
static partial class EventRow
{
    const int TextMax = 255;
    const string Id = "event_id";
    const string Type = "event_type";
    static readonly SearchValues<char> InId =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

    /// <summary>The row as a delivery, or rejected with its first fault.</summary>
    public static FileItem Read(int line, IReadOnlyList<(string Name, ColumnKind Kind)> columns, IReadOnlyList<string>? fields)
    {
        if (fields is null || fields.Count != columns.Count)
        {
            return new FileItem(line, "").Reject(
                RowReason.RowMalformed, $"The row has not the {columns.Count} fields of the header, or its quotes are not in order.");
        }

        var id = fields[IndexOf(columns, Id)];
        var item = new FileItem(line, CardNumbers.Mask(id.Length > TextMax ? id[..TextMax] : Printable(id)));
        return Fault(columns, fields) is var (reason, detail) ? item.Reject(reason, detail) : item with { Body = Json(columns, fields) };
    }

    /// <summary>The amount in a column; null when it is not stated or none.</summary>
    public static long? Units(IReadOnlyList<(string Name, ColumnKind Kind)> columns, IReadOnlyList<string>? fields, string name) =>
        fields is not null && fields.Count == columns.Count && IndexOf(columns, name) is >= 0 and var at ? Units(fields[at]) : null;

    static (RowReason Reason, string Detail)? Fault(
        IReadOnlyList<(string Name, ColumnKind Kind)> columns, IReadOnlyList<string> fields)
    {
        var faults = new List<(RowReason Reason, string Detail)>();
        for (var at = 0; at < columns.Count; at++)
        {
            var (name, kind) = columns[at];
            var text = fields[at];
            if (text.Length > TextMax || text.Any(char.IsControl))
            {
                faults.Add((RowReason.TextRefused, $"{name} is longer than {TextMax} characters or holds a control character."));
            }
            else if (name == Id && (text.Length == 0 || text.AsSpan().ContainsAnyExcept(InId) || CardNumbers.IsIn(text)))
            {
                faults.Add((RowReason.EventIdRefused, $"{name} is empty, or no id of letters, digits, '_', '-' and '.'."));
            }
            else if (name == Type && text.Length == 0)
            {
                faults.Add((RowReason.EventTypeMissing, $"{name} is empty."));
            }
            else if (kind == ColumnKind.Units && text.Length > 0 && Units(text) is null)
            {
                faults.Add((RowReason.AmountRefused, $"{name} is no whole number of minor units."));
            }
            else if (kind == ColumnKind.Currency && text.Length > 0 && (text.Length != 3 || !text.All(char.IsAsciiLetterUpper)))
            {
                faults.Add((RowReason.CurrencyRefused, $"{name} is no three capital letters."));
            }
            else if (kind == ColumnKind.Time && !IsTime(text) && (text.Length > 0 || name == "occurred_at"))
            {
                faults.Add((RowReason.TimeRefused, $"{name} is not in RFC 3339 with an offset, such as 2026-11-01T10:00:00Z."));
            }
        }

        return faults.Count == 0 ? null : faults.MinBy(fault => fault.Reason);
    }

    static byte[] Json(IReadOnlyList<(string Name, ColumnKind Kind)> columns, IReadOnlyList<string> fields)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            for (var at = 0; at < columns.Count; at++)
            {
                if (fields[at].Length == 0)
                {
                    continue;
                }

                if (columns[at].Kind == ColumnKind.Units)
                {
                    json.WriteNumber(columns[at].Name, Units(fields[at])!.Value);
                }
                else
                {
                    json.WriteString(columns[at].Name, fields[at]);
                }
            }

            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }

    static long? Units(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var units) && text[0] != '+' ? units : null;

    static bool IsTime(string text) =>
        Rfc3339().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    static string Printable(string text) => string.Concat(text.Where(letter => !char.IsControl(letter)));

    static int IndexOf(IReadOnlyList<(string Name, ColumnKind Kind)> columns, string name)
    {
        for (var at = 0; at < columns.Count; at++)
        {
            if (columns[at].Name == name)
            {
                return at;
            }
        }

        return -1;
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?(Z|[+-]\d\d:\d\d)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rfc3339();
}
