using System.Text;
using System.Xml.Linq;

namespace Ledger.Fast.Tests.Providers.Braintree;

/// <summary>Makes mutants of XML: every element in every way.</summary>
static class XmlMutants
{
    static readonly (string Kind, string Inner)[] Values =
    [
        ("empty", ""), ("blank", "  "), ("text", "x"), ("zero", "0"), ("below zero", "-1"), ("fraction", "1.005"), ("exponent", "1e9"),
        ("64 bits and more", "99999999999999999999"), ("10,000 digits", new string('9', 10_000)), ("comma", "1,00"), ("signed", "+5"),
        ("not a number", "NaN"), ("card number", "4242424242424242"), ("10,000 characters", new string('x', 10_000)),
        ("other text direction", "&#x202E;9"), ("an element inside", "<x>5</x>"), ("text and an element", "5<x>5</x>"),
        ("20 nested elements", Nested(20)), ("10,000 nested elements", Nested(10_000)), ("zero character", "&#0;"), ("own entity", "&x;"),
        ("in CDATA", "<![CDATA[77]]>"), ("open element", "<x>"), ("Arabic digits", "٤٢"),
    ];

    static readonly string[] Names =
    [
        "dropped", "nil", "twice, the first wrong", "twice", "in capitals", "in a namespace", "under another name",
        "without its children",
    ];

    /// <summary>All mutants of the elements.</summary>
    internal static IEnumerable<Mutant> OfElements(byte[] xml)
    {
        var root = XDocument.Parse(Encoding.UTF8.GetString(xml)).Root!;
        foreach (var (path, place) in root.DescendantsAndSelf().Select((element, place) => (PathOf(element), place)))
        {
            foreach (var (kind, inner) in Values)
            {
                yield return new Mutant(Write(root, place, (text, _, name) => text.Append($"<{name}>{inner}</{name}>")), path, kind);
            }

            foreach (var kind in Names)
            {
                yield return new Mutant(Write(root, place, (text, element, name) => Rename(text, element, name, kind)), path, kind);
            }
        }
    }

    static void Rename(StringBuilder text, XElement element, string name, string kind)
    {
        var inside = string.Concat(element.Nodes());
        text.Append(kind switch
        {
            "dropped" => "",
            "nil" => $"<{name} nil=\"true\">{inside}</{name}>",
            "twice, the first wrong" => $"<{name}>7</{name}><{name}>{inside}</{name}>",
            "twice" => $"<{name}>{inside}</{name}><{name}>{inside}</{name}>",
            "in capitals" => $"<{name.ToUpperInvariant()}>{inside}</{name.ToUpperInvariant()}>",
            "in a namespace" => $"<n:{name} xmlns:n=\"urn:n\">{inside}</n:{name}>",
            "under another name" => $"<other>{inside}</other>",
            _ => $"<{name}/>",
        });
    }

    static byte[] Write(XElement root, int target, Action<StringBuilder, XElement, string> change)
    {
        var text = new StringBuilder();
        var place = 0;
        Write(text, root, ref place, target, change);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    static void Write(StringBuilder text, XElement element, ref int place, int target, Action<StringBuilder, XElement, string> change)
    {
        var name = element.Name.LocalName;
        if (place++ == target)
        {
            change(text, element, name);
            place += element.Descendants().Count();
            return;
        }

        text.Append('<').Append(name).Append(string.Concat(element.Attributes().Select(attribute => $" {attribute}"))).Append('>');
        foreach (var node in element.Nodes())
        {
            if (node is XElement child)
            {
                Write(text, child, ref place, target, change);
            }
            else
            {
                text.Append(node);
            }
        }

        text.Append("</").Append(name).Append('>');
    }

    static string PathOf(XElement element) =>
        string.Join('.', element.AncestorsAndSelf().Reverse().Select(step => step.Name.LocalName));

    static string Nested(int depth) =>
        string.Concat(Enumerable.Repeat("<n>", depth)) + string.Concat(Enumerable.Repeat("</n>", depth));
}
