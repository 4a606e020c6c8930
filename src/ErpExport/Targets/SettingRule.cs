namespace Ledger.ErpExport.Targets;

/// <summary>A setting that an adapter knows.</summary>
/// <param name="Name">camelCase, as in the file.</param>
/// <param name="Form">What its text must be.</param>
/// <param name="Required">True when the target does not start without it.</param>
/// <param name="Description">What it is, for error messages and the adapter's README.</param>
public sealed record SettingRule(string Name, SettingForm Form, bool Required, string Description);

/// <summary>What the text of a setting must be.</summary>
public enum SettingForm
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>An absolute http or https address.</summary>
    Address,

    /// <summary>A whole number above zero.</summary>
    Number,

    /// <summary>A folder, relative to the file of targets.</summary>
    Folder,

    /// <summary><c>env:NAME</c> or <c>file:PATH</c>: where a secret lies. It is never in the file itself, and never printed.</summary>
    Secret,
}
