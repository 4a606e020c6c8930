using Ledger.Inventory.Policy;
using Ledger.Simulation.Kernel;

namespace Ledger.Simulation.Stories;

/// <summary>What a run's shop sells, and by which stock policy.</summary>
public sealed record ShopPlan
{
    /// <summary>Where units lie.</summary>
    public static readonly IReadOnlyList<string> Locations = ["east", "west"];

    /// <summary>Longest time for which a cart keeps units.</summary>
    public const int CartMinutesMost = 240;

    /// <summary>Stock-keeping units: few, so that they run out.</summary>
    public required IReadOnlyList<string> Skus { get; init; }

    /// <summary>For how long an authorization keeps units.</summary>
    public required int AuthorizationHours { get; init; }

    /// <summary>The plan of a seed.</summary>
    public static ShopPlan Of(long seed, int steps)
    {
        var dice = new Dice(seed, 11);
        return new ShopPlan
        {
            Skus = [.. Enumerable.Range(0, 2 + (steps / 20)).Select(n => $"std-{n}"), "cap-0", "set-0"],
            AuthorizationHours = dice.Of(168, 168, 60, 24),
        };
    }

    /// <summary>When a payment moves the stock of a SKU, by the requirements' word for it.</summary>
    public static string RuleOf(string sku) => sku[..3] switch
    {
        "cap" => "deduct-on-capture",
        "set" => "deduct-at-settlement",
        _ => "reserve-on-auth",
    };

    /// <summary>The stock policy.</summary>
    public StockPolicy Policy() => StockPolicyYaml.Parse(
        $$"""
        version: "sim"
        channels:
          - {name: shop, payments: ["*"]}
        skuClasses:
          - {name: cap, skus: ["cap-*"]}
          - {name: set, skus: ["set-*"]}
          - {name: std, skus: ["*"]}
        rules:
          - {channel: "*", skuClass: cap, policy: deduct-on-capture}
          - {channel: "*", skuClass: set, policy: deduct-at-settlement}
          - {channel: "*", skuClass: "*", policy: reserve-on-auth}
        authorizationHours:
          - {provider: "*", method: "*", hours: {{AuthorizationHours}}}
        cartMinutes: {default: 15, most: {{CartMinutesMost}}}
        withoutLines: hold
        adjustments:
          - {code: FOUND, effect: found, text: "Found"}
          - {code: LOST, effect: lost, text: "Lost"}
          - {code: DAMAGED, effect: damaged, text: "Damaged"}
          - {code: SCRAPPED, effect: scrapped, text: "Thrown away"}
        transfers:
          - {code: REBALANCE, text: "To where it sells"}
        releases:
          - {code: CANCELLED, text: "Not wanted any more"}
        """, "simulation");
}
