namespace Ledger.Inventory.Policy;

/// <summary>The policy's file as it is written; <see cref="StockPolicy"/> is what it means.</summary>
sealed record PolicyFile
{
    public string? Version { get; init; }

    public List<ChannelLine> Channels { get; init => field = value ?? []; } = [];

    public List<SkuClassLine> SkuClasses { get; init => field = value ?? []; } = [];

    public List<RuleLine> Rules { get; init => field = value ?? []; } = [];

    public List<WindowLine> AuthorizationHours { get; init => field = value ?? []; } = [];

    public CartLine? CartMinutes { get; init; }

    public string? WithoutLines { get; init; }

    public List<ReasonLine> Adjustments { get; init => field = value ?? []; } = [];

    public List<ReasonLine> Transfers { get; init => field = value ?? []; } = [];

    public List<ReasonLine> Releases { get; init => field = value ?? []; } = [];
}

sealed record ChannelLine
{
    public string Name { get; init; } = "";

    public List<string> Payments { get; init => field = value ?? []; } = [];
}

sealed record SkuClassLine
{
    public string Name { get; init; } = "";

    public List<string> Skus { get; init => field = value ?? []; } = [];
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
