namespace LlmTrader.Strategies.Models.Endpoints;

/// <summary>One model at one server that speaks the OpenAI chat protocol, and how it may be used.</summary>
public sealed record EndpointOptions
{
    /// <summary>What records, metrics and groups call it.</summary>
    public required string Name { get; init; }

    /// <summary>Below which <c>chat/completions</c> lies, such as <c>http://127.0.0.1:11434/v1</c>.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>As the server calls it.</summary>
    public required string Model { get; init; }

    /// <summary>Other names under which the server may say that the same model answered.</summary>
    public IReadOnlyList<string> ServedAs { get; init; } = [];

    /// <summary>Null for servers that ask for none. Never printed: see <see cref="ToString"/>.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Prompt and answer together, in tokens.</summary>
    public int Context { get; init; } = 32_768;

    /// <summary>How the shape of an answer is asked for.</summary>
    public OutputKind Output { get; init; } = OutputKind.JsonSchema;

    /// <summary>What a call costs.</summary>
    public ModelPrice Price { get; init; }

    /// <summary>Calls at one time.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>0 for no limit.</summary>
    public int RequestsPerMinute { get; init; }

    /// <summary>Of prompt and answer together; 0 for no limit.</summary>
    public int TokensPerMinute { get; init; }

    /// <summary>Its share of the calls under <see cref="Gateway.SelectionStrategy.Weighted"/>; 0 only when nothing else can answer.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>For one attempt, from the first byte sent to the last one read: a server that drips a byte a second gains nothing.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Sent with each request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Which field limits the answer: the newer name is the default, older servers know the other alone.</summary>
    public TokenLimitField TokenLimit { get; init; } = TokenLimitField.MaxCompletionTokens;

    /// <summary>The answer comes in pieces (server-sent events), so that nothing on the way takes a long answer for a dead connection.</summary>
    public bool Stream { get; init; }

    /// <summary>Without key and headers.</summary>
    public override string ToString() => $"{Name} ({Model} at {BaseUrl})";
}

/// <summary>How the shape of an answer is asked for.</summary>
public enum OutputKind
{
    /// <summary>The server holds the model to the schema.</summary>
    JsonSchema,

    /// <summary>The server holds the model to JSON; the schema stands in the prompt.</summary>
    Json,

    /// <summary>The schema stands in the prompt, and nothing else helps.</summary>
    Text,
}

/// <summary>The request's field that limits the answer, in tokens.</summary>
public enum TokenLimitField
{
    MaxCompletionTokens,
    MaxTokens,
}
