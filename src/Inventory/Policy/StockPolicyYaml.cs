using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Ledger.Inventory.Policy;

/// <summary>Reads the stock policy and tells all that is wrong with it.</summary>
public static class StockPolicyYaml
{
    static readonly Dictionary<string, DeductionPolicy> Policies = new(StringComparer.Ordinal)
    {
        ["reserve-on-auth"] = DeductionPolicy.ReserveOnAuth,
        ["deduct-on-capture"] = DeductionPolicy.DeductOnCapture,
        ["deduct-at-settlement"] = DeductionPolicy.DeductAtSettlement,
    };

    static readonly Dictionary<string, AdjustmentEffect> Effects = Enum.GetValues<AdjustmentEffect>()
        .ToDictionary(effect => effect.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    /// <summary>Reads a policy.</summary>
    /// <param name="path">A file; null for the one that comes with the product.</param>
    /// <exception cref="PolicyRefusedException">It is not valid.</exception>
    public static StockPolicy Load(string? path) => path is null ? Parse(Shipped(), "stock-policy.yaml") : Parse(TextOf(path), path);

    /// <summary>Reads a policy from its text.</summary>
    /// <exception cref="PolicyRefusedException">It is not valid.</exception>
    public static StockPolicy Parse(string yaml, string name)
    {
        var file = Read(yaml, name);
        var problems = Problems(file).Select(problem => $"{name}: {problem}").ToList();
        return problems.Count == 0
            ? new StockPolicy(
                file, Policies,
                file.Adjustments.ToDictionary(line => line.Code, line => Effects[line.Effect!], StringComparer.Ordinal))
            : throw new PolicyRefusedException(problems);
    }

    static string TextOf(string path)
    {
        try
        {
            return File.ReadAllText(path, Encoding.UTF8);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new PolicyRefusedException([$"The file that LEDGER_STOCK_POLICY names cannot be read: {unreadable.Message}"]);
        }
    }

    static PolicyFile Read(string yaml, string name)
    {
        try
        {
            return new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build()
                .Deserialize<PolicyFile?>(yaml) ?? new PolicyFile();
        }
        catch (YamlException broken)
        {
            throw new PolicyRefusedException([$"{name}:{broken.Start.Line}: {broken.InnerException?.Message ?? broken.Message}"]);
        }
    }

    static IEnumerable<string> Problems(PolicyFile file)
    {
        var found = new List<string?>
        {
            string.IsNullOrWhiteSpace(file.Version) ? "'version' is missing." : null,
            file.WithoutLines is "hold" or "ignore" ? null : "'withoutLines' must be hold or ignore.",
            file.CartMinutes is { Default: > 0 } cart && cart.Most >= cart.Default && cart.Most <= 44_640
                ? null
                : "'cartMinutes' needs a default above 0 and a most from there to 44640 (31 days).",
            Ends(file.Channels, line => line.Payments.Contains("*")) ? null : "the last of 'channels' must take payments [\"*\"].",
            Ends(file.SkuClasses, line => line.Skus.Contains("*")) ? null : "the last of 'skuClasses' must take skus [\"*\"].",
            Ends(file.Rules, line => line is { Channel: "*", SkuClass: "*" })
                ? null
                : "the last of 'rules' must be for channel \"*\" and skuClass \"*\".",
            Ends(file.AuthorizationHours, line => line is { Provider: "*", Method: "*" })
                ? null
                : "the last of 'authorizationHours' must be for provider \"*\" and method \"*\".",
        };
        found.AddRange(file.Rules.Where(line => !Policies.ContainsKey(line.Policy))
            .Select(line => $"a rule's policy is '{line.Policy}'; there are {string.Join(", ", Policies.Keys)}."));
        found.AddRange(file.Rules.Where(line => !file.Channels.Exists(channel => Pattern.Fits(line.Channel, channel.Name)))
            .Select(line => $"no channel fits a rule's channel '{line.Channel}'."));
        found.AddRange(file.Rules.Where(line => !file.SkuClasses.Exists(skuClass => Pattern.Fits(line.SkuClass, skuClass.Name)))
            .Select(line => $"no SKU class fits a rule's skuClass '{line.SkuClass}'."));
        found.AddRange(file.AuthorizationHours.Where(line => line.Hours is <= 0 or > 8_760)
            .Select(line => $"authorizationHours of {line.Provider}/{line.Method} must be above 0 and at most 8760 (a year)."));
        found.AddRange(file.Adjustments.Where(line => line.Effect is null || !Effects.ContainsKey(line.Effect))
            .Select(line => $"the effect of adjustment '{line.Code}' must be one of {string.Join(", ", Effects.Keys)}."));
        found.AddRange(new[] { file.Adjustments, file.Transfers, file.Releases }.SelectMany(Twice));
        return found.OfType<string>();
    }

    static bool Ends<T>(List<T> lines, Func<T, bool> takesAll) => lines.Count > 0 && takesAll(lines[^1]);

    static IEnumerable<string> Twice(List<ReasonLine> reasons) => reasons
        .GroupBy(line => line.Code, StringComparer.Ordinal)
        .Where(group => group.Count() > 1 || group.Key.Length == 0)
        .Select(group => group.Key.Length == 0 ? "a reason has no code." : $"reason {group.Key} stands twice in one list.");

    static string Shipped()
    {
        using var stream = typeof(StockPolicyYaml).Assembly.GetManifestResourceStream("Ledger.Inventory.stock-policy.yaml")
            ?? throw new InvalidOperationException("stock-policy.yaml is not embedded in Ledger.Inventory.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
