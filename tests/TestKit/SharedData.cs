using Xunit;

namespace Ledger.TestKit;

/// <summary>Public payloads and vectors beside the checkout (<c>../shared/data</c>); never part of the repository.</summary>
public static class SharedData
{
    /// <summary>The folder of the data; it may not exist.</summary>
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data"));

    /// <summary>True when the data is there.</summary>
    public static bool Exists => Directory.Exists(Folder);

    /// <summary>Path of a file or folder of the data; skips the running test, visibly, when the data is absent.</summary>
    public static string Locate(string relative)
    {
        Assert.SkipUnless(Exists, $"No shared data at {Folder}: conformance against public payloads was not run.");
        return Path.Combine(Folder, relative);
    }
}
