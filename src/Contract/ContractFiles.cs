using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ledger.Contract;

/// <summary>The files of the contract as the code gives them, and how a folder differs from them.</summary>
public sealed class ContractFiles
{
    const string Schemas = "schemas";
    const string Pattern = "*.schema.json";

    const string Heading =
        "# Made by 'ledger contract' from the code, and compared with it by a test: change the code, not this file.\n";

    static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);

    /// <summary>Makes them.</summary>
    /// <exception cref="ContractException">Something in the code has no sentence, or the documentation files are not there.</exception>
    public ContractFiles()
    {
        var messages = PublishedMessages.All;
        var schemas = new MessageSchemas(messages);
        _files["asyncapi.yaml"] = Heading + YamlText.Of(AsyncApiDocument.Of(messages, schemas));
        foreach (var message in messages)
        {
            _files[$"{Schemas}/{message.FileName}"] = Text(schemas.Whole(message));
        }
    }

    /// <summary>The files by their paths below the folder.</summary>
    public IReadOnlyDictionary<string, string> All => _files;

    /// <summary>Writes them, and removes schemas of messages that are no more.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Write(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, Schemas));
        foreach (var left in LeftOver(folder))
        {
            File.Delete(Path.Combine(folder, left));
        }

        foreach (var (path, text) in _files)
        {
            File.WriteAllText(Path.Combine(folder, path), text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }
    }

    /// <summary>How a folder differs from them, a line each; empty when it does not.</summary>
    public IReadOnlyList<string> Differences(string folder) =>
    [
        .. _files.SelectMany(file => Differences(file.Key, file.Value, Path.Combine(folder, file.Key))),
        .. LeftOver(folder).Select(left => $"{left}: no message has this schema."),
    ];

    static IEnumerable<string> Differences(string name, string expected, string path)
    {
        if (!File.Exists(path))
        {
            return [$"{name}: is missing."];
        }

        var found = File.ReadAllText(path);
        return found == expected ? [] : LineDifference.Of(name, found.Split('\n'), expected.Split('\n'));
    }

    IEnumerable<string> LeftOver(string folder)
    {
        var schemas = Path.Combine(folder, Schemas);
        return Directory.Exists(schemas)
            ? Directory.GetFiles(schemas, Pattern).Select(file => $"{Schemas}/{Path.GetFileName(file)}")
                .Where(name => !_files.ContainsKey(name)).Order(StringComparer.Ordinal)
            : [];
    }

    static string Text(JsonObject schema)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Indented))
        {
            schema.WriteTo(json);
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }
}
