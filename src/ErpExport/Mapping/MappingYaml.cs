using System.Globalization;
using System.Text;
using Ledger.Accounting;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Ledger.ErpExport.Mapping;

/// <summary>Reads a mapping and tells all that is wrong with it.</summary>
public static class MappingYaml
{
    /// <summary>Fields of an entry that a dimension may be taken from.</summary>
    public static IReadOnlyList<string> DimensionFields { get; } = ["provider", "account", "class", "row"];

    /// <summary>Reads the mapping of a file.</summary>
    /// <exception cref="MappingRefusedException">It cannot be read or is not valid.</exception>
    public static ErpMapping Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path, Encoding.UTF8), path);
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException)
        {
            throw new MappingRefusedException([$"{path}: {away.Message}"]);
        }
    }

    /// <summary>Reads a mapping from its text.</summary>
    /// <exception cref="MappingRefusedException">It is not valid.</exception>
    public static ErpMapping Parse(string yaml, string name)
    {
        var file = Read(yaml, name);
        var problems = Problems(file).Select(problem => $"{name}: {problem}").ToList();
        return problems.Count == 0 ? new ErpMapping(file) : throw new MappingRefusedException(problems);
    }

    static MappingFile Read(string yaml, string name)
    {
        try
        {
            return new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance)
                .WithTypeConverter(new Days()).Build().Deserialize<MappingFile?>(yaml) ?? new MappingFile();
        }
        catch (YamlException broken)
        {
            throw new MappingRefusedException([$"{name}:{broken.Start.Line}: {broken.InnerException?.Message ?? broken.Message}"]);
        }
    }

    static IEnumerable<string> Problems(MappingFile file) => new[]
    {
        string.IsNullOrWhiteSpace(file.Version) ? "'version' is missing." : null,
        file.Companies.Count == 0 ? "'companies' has no row." : null,
        file.Accounts.Count == 0 ? "'accounts' has no row." : null,
        file.Rounding is { } rounding && (rounding.Cap is < 0 or > 1_000 || rounding.Account.Length == 0)
            ? "'rounding' needs an account and a cap of 0 to 1000 minor units."
            : null,
    }.OfType<string>()
        .Concat(file.Companies.Where(row => row.Company.Length == 0).Select(_ => "a company has no 'company'."))
        .Concat(file.Companies.Where(row => !Currency.TryParse(row.Home, out _))
            .Select(row => $"company {row.Company} has the home currency '{row.Home}', which is not one of ISO 4217."))
        .Concat(file.Accounts.Where(row => row.Ledger.Length == 0).Select(_ => "an account has no 'ledger' code."))
        .Concat(file.Accounts.Where(row => row.Exclude == row.Account is not null)
            .Select(row => $"account {row.Ledger} needs either 'account' or 'exclude: true'."))
        .Concat(Twice(file.Accounts.Select(row => ($"account {row.Ledger}", row.From))))
        .Concat(file.Currencies.Where(row => (row.Currency != "*" && !Currency.TryParse(row.Currency, out _))
            || (row.Home is { } home && !Currency.TryParse(home, out _)))
            .Select(row => $"'{row.Currency}' to '{row.Home}' are not currencies of ISO 4217."))
        .Concat(file.Currencies.Where(row => row is { Currency: "*", Rate: not null })
            .Select(_ => "the currency \"*\" cannot have a rate."))
        .Concat(file.Currencies.Where(row => row.Rate is <= 0).Select(row => $"the rate of {row.Currency} must be above 0."))
        .Concat(Twice(file.Currencies.Select(row => ($"currency {row.Currency}/{row.Home}", row.From))))
        .Concat(file.Dimensions.Where(row => row.Name.Length == 0).Select(_ => "a dimension has no 'name'."))
        .Concat(file.Dimensions.Where(row => !DimensionFields.Contains(row.Field))
            .Select(row => $"dimension {row.Name} is taken from '{row.Field}'; there are {string.Join(", ", DimensionFields)}."));

    static IEnumerable<string> Twice(IEnumerable<(string Key, DateOnly From)> rows) => rows.GroupBy(row => row)
        .Where(group => group.Count() > 1)
        .Select(group =>
            $"{group.Key.Key} has two rows from {(group.Key.From == DateOnly.MinValue ? "the beginning" : $"{group.Key.From:O}")}.");

    sealed class Days : IYamlTypeConverter
    {
        public bool Accepts(Type type) => type == typeof(DateOnly);

        public object ReadYaml(IParser parser, Type type, ObjectDeserializer rootDeserializer)
        {
            var scalar = parser.Consume<Scalar>();
            return DateOnly.TryParseExact(scalar.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? day
                : throw new YamlException(scalar.Start, scalar.End, $"'{scalar.Value}' is not a day such as 2026-01-31.");
        }

        public void WriteYaml(IEmitter emitter, object? value, Type type, ObjectSerializer serializer) =>
            throw new NotSupportedException("Mappings are only read.");
    }
}
