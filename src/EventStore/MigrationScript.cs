using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Ledger.EventStore;

/// <summary>One step of a schema, forward only. A published script never changes; what is wrong gets a new one.</summary>
/// <param name="Version">Order and identity: 1 to 99 belong to the event store, consumers start at 100.</param>
/// <param name="Name">What it brings, such as <c>marten-tables</c>.</param>
/// <param name="Sql">Statements; <c>{schema}</c> stands for the schema's name.</param>
public sealed partial record MigrationScript(int Version, string Name, string Sql)
{
    /// <summary>SHA-256 of the text, lower-case hex: what the database remembers of an applied script.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>
    /// Reads the scripts embedded in an assembly, in order of version. A resource
    /// <c>&lt;prefix&gt;0100-read-models.sql</c> becomes version 100, name <c>payment-state</c>.
    /// </summary>
    /// <param name="assembly">Where the scripts are embedded.</param>
    /// <param name="resourcePrefix">Start of the resource names, such as <c>Ledger.JournalPosting.Migrations.</c>.</param>
    /// <exception cref="ArgumentException">There is none, or one has another form of name.</exception>
    public static IReadOnlyList<MigrationScript> FromAssembly(Assembly assembly, string resourcePrefix)
    {
        var names = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(resourcePrefix, StringComparison.Ordinal))
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .ToList();
        return names.Count > 0
            ? [.. names.Select(name => Read(assembly, resourcePrefix, name)).OrderBy(script => script.Version)]
            : throw new ArgumentException(
                $"{assembly.GetName().Name} embeds no script under {resourcePrefix}.", nameof(resourcePrefix));
    }

    static MigrationScript Read(Assembly assembly, string prefix, string resource)
    {
        var name = FileName().Match(resource[prefix.Length..].TrimStart('.'));
        if (!name.Success)
        {
            throw new ArgumentException($"{resource} is not named like 0100-read-models.sql.", nameof(resource));
        }

        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return new MigrationScript(
            int.Parse(name.Groups["version"].ValueSpan, CultureInfo.InvariantCulture),
            name.Groups["name"].Value,
            reader.ReadToEnd().ReplaceLineEndings("\n"));
    }

    [GeneratedRegex("^(?<version>[0-9]{1,6})-(?<name>[a-z0-9-]+)\\.sql$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileName();
}
