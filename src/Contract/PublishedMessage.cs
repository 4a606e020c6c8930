using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Ledger.MessageBus;

namespace Ledger.Contract;

/// <summary>A kind of message as others see it.</summary>
/// <param name="Name">Name in schemas and in the AsyncAPI document, such as <c>JournalEntry</c>.</param>
/// <param name="Title">What has happened when one comes.</param>
/// <param name="Exchange">Topic exchange.</param>
/// <param name="Mandatory">True when one that reaches no queue is told to its publisher.</param>
/// <param name="Type">Its body.</param>
/// <param name="Channel">Where it is found, and what is to be known there.</param>
/// <param name="Samples">Whole messages, at least one.</param>
public sealed record PublishedMessage(
    string Name, string Title, string Exchange, bool Mandatory, JsonTypeInfo Type, PublishedChannel Channel, IReadOnlyList<Sample> Samples)
{
    /// <summary>True when Ledger publishes it, false when it reads what others publish.</summary>
    public bool IsSent { get; init; } = true;

    /// <summary>True for what goes between the processes of Ledger: others may watch it, and nothing is promised to them.</summary>
    public bool IsInternal { get; init; }

    /// <summary>True when several may come as one bundle.</summary>
    public bool IsBundled { get; init; }

    /// <summary>File name of its schema, such as <c>journal-entry.schema.json</c>.</summary>
    public string FileName => $"{Kebab(Name)}.schema.json";

    /// <summary>The CloudEvents types it may have, as a regular expression.</summary>
    public required string TypePattern { get; init; }

    /// <summary>One from its topic, with everything that the topic knows.</summary>
    public static PublishedMessage Of<T>(
        Topic<T> topic, string name, string title, PublishedChannel channel, string typePattern,
        params IReadOnlyList<(string Name, string Summary, T Message)> samples) => new(
            name, title, topic.Exchange, topic.Mandatory, topic.Json, channel,
            [.. samples.Select(sample => Sample.Of(topic, sample.Name, sample.Summary, sample.Message))])
        {
            IsBundled = topic.BundledIf is not null,
            TypePattern = typePattern,
        };

    static string Kebab(string name) =>
        string.Concat(name.Select((c, n) => char.IsAsciiLetterUpper(c) ? $"{(n > 0 ? "-" : "")}{char.ToLowerInvariant(c)}" : $"{c}"));
}

/// <summary>Where messages are found.</summary>
/// <param name="Name">Name in the AsyncAPI document.</param>
/// <param name="Address">Routing key with members of the message in braces, such as <c>payment.{class}.{provider}</c>.</param>
/// <param name="Description">What a subscriber must know, as sentences.</param>
public sealed record PublishedChannel(string Name, string Address, string Description);

/// <summary>A whole message, made by the code that publishes.</summary>
/// <param name="Name">Name, unique in its kind.</param>
/// <param name="Summary">What it says, a sentence.</param>
/// <param name="RoutingKey">Its routing key.</param>
/// <param name="Headers">Its CloudEvents headers.</param>
/// <param name="Payload">Its body.</param>
public sealed record Sample(
    string Name, string Summary, string RoutingKey, IReadOnlyDictionary<string, string> Headers, JsonNode Payload)
{
    /// <summary>Has a topic make what it would publish.</summary>
    public static Sample Of<T>(Topic<T> topic, string name, string summary, T message) => new(
        name, summary, topic.RoutingKey(message),
        CloudEventHeaders.Of(topic.Envelope(message)).ToDictionary(header => header.Key, header => (string)header.Value!),
        JsonSerializer.SerializeToNode(message, topic.Json)!);
}
