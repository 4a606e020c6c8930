using System.Text;
using System.Text.Unicode;
using System.Xml;

namespace Ledger.Providers.Braintree;

/// <summary>Reads XML without throwing: no document type, nothing fetched, bounded in size and depth.</summary>
static class BraintreeXml
{
    /// <summary>Elements inside one another; Braintree's own have fewer than ten.</summary>
    internal const int DepthMax = 32;

    const int CharsMax = 4 * 1024 * 1024;

    static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = CharsMax,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>Decodes the payload; null when it is no base64.</summary>
    internal static byte[]? Decode(ReadOnlySpan<byte> payload)
    {
        var bytes = new byte[payload.Length];
        return Convert.TryFromBase64String(Encoding.ASCII.GetString(payload), bytes, out var length) ? bytes[..length] : null;
    }

    /// <summary>The root element; null with a reason when the bytes are not UTF-8, or not such XML.</summary>
    internal static BraintreeElement? Parse(byte[] xml, out RefusalReason reason, out string detail)
    {
        (reason, detail) = (RefusalReason.BodyNotUtf8, "The payload's XML is not UTF-8.");
        if (!Utf8.IsValid(xml))
        {
            return null;
        }

        (reason, detail) = (RefusalReason.BodyNotXml, $"The payload is no XML without a document type, at most {DepthMax} elements deep.");
        try
        {
            using var text = new StringReader(Encoding.UTF8.GetString(xml).TrimStart('\uFEFF'));
            using var reader = XmlReader.Create(text, Settings);
            return Read(reader);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    static BraintreeElement? Read(XmlReader reader)
    {
        var open = new Stack<Opened>();
        open.Push(new Opened("", false)); // Holds the root.
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when reader.Depth >= DepthMax:
                    return null;
                case XmlNodeType.Element:
                    var (name, isEmpty) = (reader.Name, reader.IsEmptyElement);
                    open.Push(new Opened(name, reader.GetAttribute("nil") == "true"));
                    if (isEmpty)
                    {
                        Close(open);
                    }

                    break;
                case XmlNodeType.EndElement:
                    Close(open);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace:
                    open.Peek().Text.Append(reader.Value);
                    break;
            }
        }

        return open.Pop().Children.FirstOrDefault();
    }

    static void Close(Stack<Opened> open)
    {
        var element = open.Pop();
        var hasText = element is { IsNil: false, Children.Count: 0 };
        open.Peek().Children.Add(
            new BraintreeElement(element.Name, hasText ? element.Text.ToString() : null, element.Children) { IsNil = element.IsNil });
    }

    sealed record Opened(string Name, bool IsNil)
    {
        internal StringBuilder Text { get; } = new();

        internal List<BraintreeElement> Children { get; } = [];
    }
}
