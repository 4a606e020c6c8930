using Ledger.PaymentEvents;

namespace Ledger.Inventory.Policy;

/// <summary>What the stock policy says; read from <c>stock-policy.yaml</c> by <see cref="StockPolicyYaml"/>.</summary>
public sealed class StockPolicy
{
    readonly PolicyFile _file;

    internal StockPolicy(
        PolicyFile file, IReadOnlyDictionary<string, DeductionPolicy> policies,
        IReadOnlyDictionary<string, AdjustmentEffect> adjustments)
    {
        _file = file;
        Policies = policies;
        Adjustments = adjustments;
        Transfers = file.Transfers.Select(line => line.Code).ToHashSet(StringComparer.Ordinal);
        Releases = file.Releases.Select(line => line.Code).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Version; stored with everything it decides.</summary>
    public string Version => _file.Version!;

    /// <summary>Reasons for adjustments and what they do.</summary>
    public IReadOnlyDictionary<string, AdjustmentEffect> Adjustments { get; }

    /// <summary>Reasons for transfers.</summary>
    public IReadOnlySet<string> Transfers { get; }

    /// <summary>Reasons for releasing an order's units by hand.</summary>
    public IReadOnlySet<string> Releases { get; }

    /// <summary>How long a cart keeps units when it does not say.</summary>
    public TimeSpan CartDefault => TimeSpan.FromMinutes(_file.CartMinutes!.Default);

    /// <summary>The longest a cart may keep units.</summary>
    public TimeSpan CartMost => TimeSpan.FromMinutes(_file.CartMinutes!.Most);

    /// <summary>True when payments without order lines are nobody's concern here.</summary>
    public bool IgnoresWithoutLines => _file.WithoutLines == "ignore";

    IReadOnlyDictionary<string, DeductionPolicy> Policies { get; }

    /// <summary>The channel of a payment.</summary>
    public string ChannelOf(PaymentEvent e) => ChannelOf(e.Provider, e.Account);

    /// <summary>The channel of the payments that a provider takes for an account.</summary>
    public string ChannelOf(string provider, string account) => _file.Channels
        .First(line => line.Payments.Exists(pattern => Pattern.Fits(pattern, $"{provider}/{account}"))).Name;

    /// <summary>When a payment moves the stock of a SKU.</summary>
    public DeductionPolicy PolicyOf(string channel, string sku)
    {
        var skuClass = _file.SkuClasses.First(line => line.Skus.Exists(pattern => Pattern.Fits(pattern, sku))).Name;
        return Policies[_file.Rules
            .First(line => Pattern.Fits(line.Channel, channel) && Pattern.Fits(line.SkuClass, skuClass)).Policy];
    }

    /// <summary>True when the settlement of a payment of a channel may move stock.</summary>
    public bool DeductsAtSettlement(string channel) => _file.Rules.Exists(line =>
        Pattern.Fits(line.Channel, channel) && Policies[line.Policy] == DeductionPolicy.DeductAtSettlement);

    /// <summary>How long an authorization keeps units.</summary>
    /// <param name="provider">Provider's name.</param>
    /// <param name="method">Payment method, as the provider names it; null when it is not known.</param>
    public TimeSpan AuthorizationWindow(string provider, string? method) => TimeSpan.FromHours((double)_file.AuthorizationHours
        .First(line => Pattern.Fits(line.Provider, provider)
            && (line.Method == "*" || (method is not null && Pattern.Fits(line.Method, method))))
        .Hours);
}
