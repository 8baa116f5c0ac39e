namespace LlmTrader.Tools.Hosting.Explanations;

/// <summary>Why an order exists and what became of it, in sentences under headings.</summary>
/// <param name="Title">The order itself.</param>
/// <param name="Chapters">In the order in which it happened.</param>
public sealed record OrderStory(string Title, IReadOnlyList<StoryChapter> Chapters);

/// <param name="Heading">What it is about.</param>
/// <param name="Lines">A fact each.</param>
public sealed record StoryChapter(string Heading, IReadOnlyList<string> Lines);
