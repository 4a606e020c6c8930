using System.Globalization;

namespace Ledger.Providers.Braintree;

/// <summary>
/// An element of a notification, read tolerantly: a field that is missing, nil, of another form, or there twice is null. Twice is
/// no field, because other readers of the same XML take the first, the last or both.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">Its text; null when it is nil or has elements inside.</param>
/// <param name="Children">The elements inside.</param>
sealed record BraintreeElement(string Name, string? Text, IReadOnlyList<BraintreeElement> Children)
{
    static readonly string[] Moments = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd"];

    internal bool IsNil { get; init; }

    /// <summary>The only child of this name, unless it is nil.</summary>
    internal BraintreeElement? Child(string name)
    {
        BraintreeElement? only = null;
        foreach (var child in Children)
        {
            if (child.Name == name)
            {
                if (only is not null)
                {
                    return null;
                }

                only = child;
            }
        }

        return only is { IsNil: false } ? only : null;
    }

    /// <summary>The text of a child, unless it is empty.</summary>
    internal string? TextOf(string name) => Child(name)?.Text is { Length: > 0 } text ? text : null;

    internal bool? Flag(string name) => TextOf(name) switch
    {
        "true" => true,
        "false" => false,
        _ => null,
    };

    /// <summary>A moment or a day in ISO 8601; without an offset it is UTC, a day begins at midnight.</summary>
    internal DateTimeOffset? Moment(string name) =>
        DateTimeOffset.TryParseExact(
            TextOf(name), Moments, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? moment
            : null;

    /// <summary>A rate above zero.</summary>
    internal decimal? Rate(string name) =>
        decimal.TryParse(TextOf(name), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate > 0
            ? rate
            : null;
}
