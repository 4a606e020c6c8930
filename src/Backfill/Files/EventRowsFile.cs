using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Ledger.ProviderAccess;
using Ledger.Providers;

namespace Ledger.Backfill.Files;

/// <summary>
/// A file of rows by RFC 4180 (R-FF-16): UTF-8, comma, a header of <see cref="EventColumns"/>, one event in each row. It is read twice: to
/// check it as a whole, and then to take its rows in.
/// </summary>
sealed class EventRowsFile : IItemSource
{
    /// <summary>Largest file.</summary>
    const long BytesMax = 512L * 1024 * 1024;

    /// <summary>Good rows of which at least one must be an event for the provider.</summary>
    const int TriedMax = 100;

    readonly string _path;

    EventRowsFile(string path, Manifest manifest) => (_path, Manifest) = (path, manifest);

    /// <inheritdoc/>
    public string Kind => RunKind.Rows;

    /// <inheritdoc/>
    public Manifest Manifest { get; }

    /// <summary>
    /// Checks a file before anything of it is taken: manifest, columns, count and control totals, and that the provider reads such rows.
    /// </summary>
    /// <exception cref="BackfillRefusedException">It is not what its manifest says, or not for this provider.</exception>
    public static EventRowsFile Open(string path, string? manifestPath, WebhookEndpoint endpoint, DateTimeOffset now)
    {
        var manifest = Manifest.Read(manifestPath ?? $"{path}.{Manifest.FileName}");
        var (folder, name) = (Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(path));
        if (manifest.Files.FirstOrDefault(file => file.Bytes > BytesMax) is { } large)
        {
            throw new BackfillRefusedException(
                BackfillReason.ManifestInvalid, $"{large.Name} is larger than {BytesMax / 1024 / 1024} MiB.");
        }

        manifest.Require(folder, [name]);
        var file = new EventRowsFile(path, manifest);
        file.RequireRows(endpoint, now);
        return file;
    }

    /// <inheritdoc/>
    public IEnumerable<FileItem> Items()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (line, columns, fields) in Rows())
        {
            var item = EventRow.Read(line, columns, fields);
            yield return item.Rejected is null && !seen.Add(item.Name)
                ? item.Reject(RowReason.RowRepeated, "An earlier row of the file has this event id.")
                : item;
        }
    }

    void RequireRows(WebhookEndpoint endpoint, DateTimeOffset now)
    {
        var sums = new Dictionary<string, ManifestTotal>(StringComparer.Ordinal);
        var (count, tried, isEvent) = (0L, 0, false);
        foreach (var (line, columns, fields) in Rows())
        {
            count++;
            Add(sums, columns, fields);
            var item = EventRow.Read(line, columns, fields);
            if (!isEvent && item.Rejected is null && tried++ < TriedMax)
            {
                isEvent = IsEvent(endpoint, item.Body, now);
            }
        }

        Manifest.RequireCount(count, "rows");
        RequireTotals(sums);
        if (tried > 0 && !isEvent)
        {
            throw new BackfillRefusedException(
                BackfillReason.RowsNotSupported, $"{endpoint.Provider.Name} takes no row of this file for an event.");
        }
    }

    void RequireTotals(Dictionary<string, ManifestTotal> sums)
    {
        var differences = new List<string>();
        foreach (var currency in sums.Keys.Union(Manifest.Totals.Keys).Order(StringComparer.Ordinal))
        {
            var (found, stated) = (sums.GetValueOrDefault(currency), Manifest.Totals.GetValueOrDefault(currency));
            if (found != stated)
            {
                differences.Add($"{currency}: the rows have {Text(found)}, the manifest says {Text(stated)}, in minor units.");
            }
        }

        if (differences.Count > 0)
        {
            throw new BackfillRefusedException(BackfillReason.TotalsDiffer, string.Join(" ", differences));
        }
    }

    static bool IsEvent(WebhookEndpoint endpoint, byte[] body, DateTimeOffset now) => endpoint.Provider.Translate(
        new RawWebhook(Guid.Empty, new Dictionary<string, string>(), body, Convert.ToHexStringLower(SHA256.HashData(body)), now),
        endpoint.Settings).Reason != RefusalReason.NotAnEvent;

    /// <summary>A row whose amount cannot be read, or whose currency has not three letters, counts and is in no total.</summary>
    static void Add(
        Dictionary<string, ManifestTotal> sums, IReadOnlyList<(string Name, ColumnKind Kind)> columns, IReadOnlyList<string>? fields)
    {
        var (amount, fee) = (EventRow.Units(columns, fields, "amount_minor"), EventRow.Units(columns, fields, "gateway_fee_minor"));
        if (fields is not null && fields.Count == columns.Count && amount is { } units && fields[4] is { Length: 3 } currency)
        {
            var sum = sums.GetValueOrDefault(currency) ?? new ManifestTotal(0, 0);
            sums[currency] = new ManifestTotal(sum.AmountMinor + units, sum.GatewayFeeMinor + (fee ?? 0));
        }
    }

    static string Text(ManifestTotal? total) => total is null
        ? "none"
        : string.Create(CultureInfo.InvariantCulture, $"{total.AmountMinor} and fees of {total.GatewayFeeMinor}");

    IEnumerable<(int Line, IReadOnlyList<(string Name, ColumnKind Kind)> Columns, IReadOnlyList<string>? Fields)> Rows()
    {
        var isBad = false;
        using var reader = new StreamReader(_path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false));
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            BadDataFound = _ => isBad = true,
            Delimiter = ",",
            DetectDelimiter = false,
            IgnoreBlankLines = true,
        });
        if (!parser.Read() || EventColumns.Of(parser.Record!) is not { } columns)
        {
            throw new BackfillRefusedException(
                BackfillReason.ColumnsRefused,
                $"The header must be {string.Join(",", EventColumns.All.Take(EventColumns.Always).Select(column => column.Name))}, "
                + "and then those of the further columns that are used, in the documented order.");
        }

        for (isBad = false; parser.Read(); isBad = false)
        {
            var fields = parser.Record!;
            yield return (parser.RawRow, columns, isBad ? null : fields);
        }
    }
}
