namespace Ledger.Inventory.Policy;

/// <summary>The policy's file as it is written; <see cref="StockPolicy"/> is what it means.</summary>
sealed record PolicyFile
{
    public string? Version { get; init; }

    public List<ChannelLine> Channels { get; init; } = [];

    public List<SkuClassLine> SkuClasses { get; init; } = [];

    public List<RuleLine> Rules { get; init; } = [];

    public List<WindowLine> AuthorizationHours { get; init; } = [];

    public CartLine? CartMinutes { get; init; }

    public string? WithoutLines { get; init; }

    public List<ReasonLine> Adjustments { get; init; } = [];

    public List<ReasonLine> Transfers { get; init; } = [];

    public List<ReasonLine> Releases { get; init; } = [];
}

sealed record ChannelLine
{
    public string Name { get; init; } = "";

    public List<string> Payments { get; init; } = [];
}

sealed record SkuClassLine
{
    public string Name { get; init; } = "";

    public List<string> Skus { get; init; } = [];
}

sealed record RuleLine
{
    public string Channel { get; init; } = "";

    public string SkuClass { get; init; } = "";

    public string Policy { get; init; } = "";
}

sealed record WindowLine
{
    public string Provider { get; init; } = "";

    public string Method { get; init; } = "";

    public decimal Hours { get; init; }
}

sealed record CartLine
{
    public int Default { get; init; }

    public int Most { get; init; }
}

sealed record ReasonLine
{
    public string Code { get; init; } = "";

    public string? Effect { get; init; }

    public string Text { get; init; } = "";
}
