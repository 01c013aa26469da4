using System.Xml.Linq;

namespace Deploy.LocalCluster.Blobs.Protocol;

/// <summary>The refusals that clients tell apart, and how they are written.</summary>
internal static class BlobErrors
{
    public static BlobErrorException Unauthenticated(string detail) => new(403, "AuthenticationFailed",
        "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature. " + detail);

    public static BlobErrorException Expired() => Unauthenticated("Signature not valid in the specified time frame");

    public static BlobErrorException NoPermission() => new(403, "AuthorizationPermissionMismatch",
        "This request is not authorized to perform this operation using this permission.");

    public static BlobErrorException NoAnonymous() => new(404, "ResourceNotFound", "The specified resource does not exist.");

    public static BlobErrorException NoContainer() => new(404, "ContainerNotFound", "The specified container does not exist.");

    public static BlobErrorException NoBlob() => new(404, "BlobNotFound", "The specified blob does not exist.");

    public static BlobErrorException BlobExists() => new(409, "BlobAlreadyExists", "The specified blob already exists.");

    public static BlobErrorException ContainerExists() => new(409, "ContainerAlreadyExists", "The specified container already exists.");

    public static BlobErrorException WrongType() => new(409, "InvalidBlobType", "The blob type is invalid for this operation.");

    public static BlobErrorException ConditionNotMet() => new(412, "ConditionNotMet",
        "The condition specified using HTTP conditional header(s) is not met.");

    public static BlobErrorException Invalid(string header) => new(400, "InvalidHeaderValue",
        $"The value for the HTTP header or query parameter {header} is not in the correct format.");

    public static BlobErrorException InvalidMd5() => new(400, "InvalidMd5",
        "The MD5 value specified in the request is invalid. The MD5 value must be 128 bits and Base64-encoded.");

    public static BlobErrorException TwoChecksums() => new(400, "BothCrc64AndMd5HeaderPresent", "Both x-ms-content-crc64 header and Content-MD5 header are present.");

    public static BlobErrorException Mismatch(string checksum, string code) => new(400, code,
        $"The {checksum} value specified in the request did not match with the {checksum} value calculated by the server.");

    public static BlobErrorException InvalidXml() => new(400, "InvalidXmlDocument", "XML specified is not syntactically valid.");

    public static BlobErrorException InvalidName() => new(400, "InvalidResourceName", "The specified resource name contains invalid characters.");

    public static BlobErrorException Unsupported(string what) => new(501, "NotImplemented", $"{what} is not part of the local blob endpoint.");

    public static BlobResponse Response(BlobErrorException error, BlobRequest request)
    {
        var response = request.Method == "HEAD"
            ? new BlobResponse(error.Status)
            : BlobResponse.Xml(error.Status, new XElement("Error", new XElement("Code", error.Code), new XElement("Message", error.Message)));
        return response.With("x-ms-error-code", error.Code);
    }
}
