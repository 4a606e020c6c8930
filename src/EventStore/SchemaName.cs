using System.Text.RegularExpressions;

namespace Ledger.EventStore;

/// <summary>The rule for schema names, which stand in SQL as they are.</summary>
static partial class SchemaName
{
    /// <summary>Returns the name when it is a plain lower-case identifier of at most 48 characters.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static string Require(string schema) =>
        Plain().IsMatch(schema)
            ? schema
            : throw new ArgumentException(
                $"'{schema}' is no schema name: expected a-z, 0-9 and _, beginning with a letter, at most 48 long.",
                nameof(schema));

    [GeneratedRegex("^[a-z][a-z0-9_]{0,47}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Plain();
}
