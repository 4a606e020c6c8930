namespace Ledger.LocalStack.Processes;

/// <summary>What to start, and how.</summary>
public sealed record ProcessLaunch
{
    /// <summary>Path of the program, or its name on the PATH.</summary>
    public required string Program { get; init; }

    /// <summary>What it is called for people; null for the program's own name.</summary>
    public string? Name { get; init; }

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Where its output goes, appended.</summary>
    public required string LogFile { get; init; }

    /// <summary>Variables set on top of the inherited ones.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Inherited variables whose names begin so are left out.</summary>
    public IReadOnlyList<string> DroppedPrefixes { get; init; } = [];

    /// <summary>User to run as; null for our own.</summary>
    public string? RunAs { get; init; }

    /// <summary>Folder to run in.</summary>
    public string WorkingFolder { get; init; } = "/";
}
