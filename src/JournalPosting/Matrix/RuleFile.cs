using System.Text;

namespace Ledger.JournalPosting.Matrix;

/// <summary>Reads a rule file from a path, or the one that comes with the product.</summary>
static class RuleFile
{
    public static string Read(string? path, string resource)
    {
        if (path is not null)
        {
            return File.ReadAllText(path, Encoding.UTF8);
        }

        var assembly = typeof(RuleFile).Assembly;
        using var stream = assembly.GetManifestResourceStream($"{assembly.GetName().Name}.{resource}")
            ?? throw new InvalidOperationException($"{resource} is not embedded in {assembly.GetName().Name}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
