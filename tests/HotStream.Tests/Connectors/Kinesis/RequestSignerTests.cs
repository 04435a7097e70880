using System.Text;
using HotStream.Kinesis;

namespace HotStream.Tests.Connectors.Kinesis;

/// <summary>
/// Signatures against the published vectors of version 4 (the suite "aws-sig-v4-test-suite", those whose path is / and that have no query):
/// kinesalite checks none.
/// </summary>
public sealed class RequestSignerTests
{
    private const string Token = "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeo"
        + "IYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5V"
        + "SXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yj"
        + "c8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";

    private const string Form = "Content-Length:13|x-amz-content-sha256:9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e"
        + "|Content-Type:application/x-www-form-urlencoded";

    private static readonly DateTimeOffset s_time = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("POST", "", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    [InlineData("POST", "My-Header1:value1", "", "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c")]
    [InlineData("POST", "My-Header1:VALUE1", "", "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d")]
    [InlineData("GET", "My-Header1: value1|My-Header2: \"a   b   c\"", "",
        "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736")]
    [InlineData("GET", "My-Header1:value2|My-Header1:value2|My-Header1:value1", "",
        "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea")]
    [InlineData("POST", "X-Amz-Security-Token:" + Token, "", "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead")]
    [InlineData("POST", Form, "Param1=value1", "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b")]
    [InlineData("POST", Form + "; charset=utf-8", "Param1=value1", "328d1b9eaadca9f5818ef05e8392801e091653bafec24fcab71e7344e7f51422")]
    public void A_published_request_has_its_published_signature(string method, string headers, string body, string signature)
    {
        List<(string, string)> signed = [("Host", "example.amazonaws.com"), ("X-Amz-Date", "20150830T123600Z")];
        signed.AddRange(headers.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(header => header.Split(':', 2))
            .Select(parts => (parts[0], parts[1])));
        string authorization = RequestSigner.Sign(method, signed, Encoding.UTF8.GetBytes(body),
            new AwsKey("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null), "us-east-1", "service", s_time);
        Assert.Equal($"Signature={signature}", authorization.Split(", ")[^1]);
        Assert.StartsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=", authorization,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_is_written_as_it_is_signed() => Assert.Equal("20150830T123600Z", RequestSigner.TimeOf(s_time));
}
