using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Ledger.Contract;

/// <summary>The sentences at types and members of the code, from the documentation files that the build makes, as plain text.</summary>
static partial class XmlSentences
{
    static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, XElement>> Files = new();

    /// <summary>What is said about a type; null when nothing is.</summary>
    /// <exception cref="ContractException">The documentation file of its assembly is not there.</exception>
    public static string? Of(Type type) => Entry(type, $"T:{Name(type)}")?.Element("summary") is { } summary ? Text(summary) : null;

    /// <summary>What is said about a member of a type, at itself or as a parameter of the type; null when nothing is.</summary>
    /// <exception cref="ContractException">The documentation file of its assembly is not there.</exception>
    public static string? Of(Type type, string member)
    {
        var said = Entry(type, $"P:{Name(type)}.{member}")?.Element("summary")
            ?? Entry(type, $"T:{Name(type)}")?.Elements("param").FirstOrDefault(param => (string?)param.Attribute("name") == member);
        return said is null ? null : Text(said);
    }

    static string Name(Type type) => type.FullName!.Replace('+', '.');

    static XElement? Entry(Type type, string id) => Files.GetOrAdd(type.Assembly, Read).GetValueOrDefault(id);

    static Dictionary<string, XElement> Read(Assembly assembly)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml");
        try
        {
            return XDocument.Load(path).Descendants("member")
                .ToDictionary(member => (string)member.Attribute("name")!, StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or XmlException)
        {
            throw new ContractException($"{path} cannot be read ({e.GetType().Name}): it describes the messages' members.", e);
        }
    }

    static string Text(XElement element)
    {
        var text = Blank().Replace(string.Concat(element.Nodes().Select(Plain)), " ").Trim();
        return Requirements().Replace(text, "");
    }

    static string Plain(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement element when (string?)element.Attribute("cref") is { } cref => Referred(cref),
        XElement element when (string?)element.Attribute("name") is { } name => Wire(name),
        XElement element => string.Concat(element.Nodes().Select(Plain)),
        _ => "",
    };

    // A member is called what it is called on the wire; a type is known by its name.
    static string Referred(string cref)
    {
        var last = cref[(cref.LastIndexOf('.') + 1)..];
        return cref.StartsWith("P:", StringComparison.Ordinal) ? Wire(last) : last;
    }

    static string Wire(string member) => $"`{char.ToLowerInvariant(member[0])}{member[1..]}`";

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Blank();

    // Numbers of requirements are for whoever works on the code.
    [GeneratedRegex(@" ?\((R-[A-Z]+-\d+(, )?)+\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Requirements();
}
