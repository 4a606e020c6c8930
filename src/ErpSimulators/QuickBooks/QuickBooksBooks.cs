using System.Globalization;

namespace Ledger.ErpSimulators.QuickBooks;

/// <summary>The simulated company's chart and journal; what a bookkeeper does by hand is done here, and kept in memory alone.</summary>
public sealed class QuickBooksBooks
{
    readonly QuickBooksOptions _options;
    readonly Lock _gate = new();
    readonly List<QuickBooksEntry> _entries = [];
    int _lastId = 144;

    internal QuickBooksBooks(QuickBooksOptions options) =>
        (_options, Accounts) = (options, options.Accounts.ToDictionary(account => account.Id, StringComparer.Ordinal));

    /// <summary>The chart.</summary>
    public IReadOnlyDictionary<string, QuickBooksAccount> Accounts { get; }

    /// <summary>Ids of customers.</summary>
    public IReadOnlySet<string> Customers { get; } = new HashSet<string>(["1", "2"], StringComparer.Ordinal);

    /// <summary>Ids of vendors.</summary>
    public IReadOnlySet<string> Vendors { get; } = new HashSet<string>(["41"], StringComparer.Ordinal);

    /// <summary>Ids of classes.</summary>
    public IReadOnlySet<string> Classes { get; } = new HashSet<string>(["5", "6"], StringComparer.Ordinal);

    /// <summary>Ids of departments.</summary>
    public IReadOnlySet<string> Departments { get; } = new HashSet<string>(["2", "3"], StringComparer.Ordinal);

    /// <summary>Last day of the closed books; null while none are.</summary>
    public DateOnly? ClosingDate { get; set; }

    /// <summary>All entries, deleted ones included, in order of creation.</summary>
    public IReadOnlyList<QuickBooksEntry> Entries
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries];
            }
        }
    }

    /// <summary>Entries that carry a number and are not deleted.</summary>
    public IReadOnlyList<QuickBooksEntry> ByNumber(string docNumber) =>
        [.. Entries.Where(entry => !entry.IsDeleted && entry.DocNumber == docNumber)];

    /// <summary>A bookkeeper posts an entry by hand; nothing is checked.</summary>
    public QuickBooksEntry Post(DateOnly date, string? docNumber, params IReadOnlyList<QuickBooksLine> lines) =>
        Add(new QuickBooksEntry
        {
            Id = "",
            CreatedAt = Now,
            UpdatedAt = Now,
            DocNumber = docNumber,
            Date = date,
            Currency = _options.HomeCurrency,
            Lines = lines,
        });

    /// <summary>A bookkeeper changes an entry by hand.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that id.</exception>
    public QuickBooksEntry Change(string id, Func<QuickBooksEntry, QuickBooksEntry> change)
    {
        lock (_gate)
        {
            var at = _entries.FindIndex(entry => entry.Id == id && !entry.IsDeleted);
            if (at < 0)
            {
                throw new KeyNotFoundException($"There is no entry {id}.");
            }

            var before = _entries[at];
            return _entries[at] = change(before) with { Id = id, SyncToken = before.SyncToken + 1, UpdatedAt = Now };
        }
    }

    /// <summary>A bookkeeper deletes an entry by hand.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that id.</exception>
    public void Delete(string id) => Change(id, entry => entry with { IsDeleted = true });

    /// <summary>What was changed since a moment and shows itself by now, oldest first.</summary>
    internal IReadOnlyList<QuickBooksEntry> Since(DateTimeOffset since) =>
    [
        .. Visible.Where(entry => entry.UpdatedAt >= since)
            .OrderBy(entry => entry.UpdatedAt).ThenBy(entry => int.Parse(entry.Id, CultureInfo.InvariantCulture)),
    ];

    /// <summary>What shows itself by now, deleted ones included.</summary>
    internal IEnumerable<QuickBooksEntry> Visible =>
        Entries.Where(entry => entry.UpdatedAt + _options.ReadLag <= _options.Time.GetUtcNow());

    internal QuickBooksEntry Add(QuickBooksEntry entry)
    {
        lock (_gate)
        {
            var numbered = entry with { Id = (++_lastId).ToString(CultureInfo.InvariantCulture), CreatedAt = Now, UpdatedAt = Now };
            _entries.Add(numbered);
            return numbered;
        }
    }

    DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds(_options.Time.GetUtcNow().ToUnixTimeSeconds());
}
